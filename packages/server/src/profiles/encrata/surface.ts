import type { Surface } from '../../http/surface.ts'
import { keyRoutes } from './keys/routes.ts'
import { encrataErrorSchema, renderEncrataError } from './render-error.ts'
import { webhookRoutes } from './webhooks/routes.ts'

export const encrataSurface: Surface = {
  name: 'encrata',
  root: '/api',
  basePaths: ['/api/webhooks', '/api/keys'],
  routes: [...webhookRoutes, ...keyRoutes],
  renderError: renderEncrataError,
  errorSchema: encrataErrorSchema,
  tellsEveryFault: true,
  requestLimits: null,
}
