import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { BrowserRouter } from 'react-router'
import { createQueryClient } from './api/query-client.ts'
import { FaultBoundary } from './components/fault-boundary.tsx'
import { Pages } from './pages/pages.tsx'
import { styleNonce } from './style-nonce.ts'
import { cssVariables, theme } from './theme.ts'

const queryClient = createQueryClient()

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <FaultBoundary>
          <BrowserRouter basename="/dashboard">
            <Pages />
          </BrowserRouter>
        </FaultBoundary>
      </QueryClientProvider>
    </MantineProvider>
  )
}
