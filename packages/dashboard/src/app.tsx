import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { BrowserRouter } from 'react-router'
import { basePath } from './api/portal.ts'
import { createQueryClient } from './api/query-client.ts'
import { FaultBoundary } from './components/fault-boundary.tsx'
import { Pages } from './pages/pages.tsx'
import { brand } from './brand/brand.ts'
import { brandLook } from './brand/brand-theme.ts'
import { styleNonce } from './style-nonce.ts'
import { cssVariables, theme } from './theme.ts'

const queryClient = createQueryClient()
const look = brandLook({ theme, cssVariables }, brand.color)

export function App() {
  return (
    <MantineProvider
      theme={look.theme}
      cssVariablesResolver={look.cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <FaultBoundary>
          {/* What is typed or chosen stands in the address: were that taken up later, as a
              transition, the next letter or choice would undo the one before. */}
          <BrowserRouter basename={basePath} useTransitions={false}>
            <Pages />
          </BrowserRouter>
        </FaultBoundary>
      </QueryClientProvider>
    </MantineProvider>
  )
}
