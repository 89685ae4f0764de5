import type { Surface } from '../../http/surface.ts'
import { renderStandardError, standardErrorSchema } from './render-error.ts'
import { standardRoutes } from './routes.ts'

/** Posthorn's own API: the generic page's, completed. */
export const standardSurface: Surface = {
  name: 'standard',
  root: '/v1',
  basePaths: ['/v1'],
  routes: standardRoutes,
  renderError: renderStandardError,
  errorSchema: standardErrorSchema,
  tellsEveryFault: false,
  requestLimits: null,
}
