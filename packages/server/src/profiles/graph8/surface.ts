import type { Surface } from '../../http/surface.ts'
import { guardOrganization } from './organization-guard.ts'
import { graph8ErrorSchema, renderGraph8Error } from './render-error.ts'
import { webhookRoutes } from './webhooks/routes.ts'

export const graph8Surface: Surface = {
  name: 'graph8',
  root: '/api/v1',
  basePaths: ['/api/v1'],
  routes: webhookRoutes.map(guardOrganization),
  renderError: renderGraph8Error,
  errorSchema: graph8ErrorSchema,
  tellsEveryFault: true,
  requestLimits: null,
}
