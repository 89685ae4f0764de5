import '@mantine/core/styles.css'
import './global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { hidePortalSecret } from './api/portal-secret.ts'
import { App } from './app.tsx'
import { shareStyleNonce } from './style-nonce.ts'

hidePortalSecret()
shareStyleNonce()
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element for the pages')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
