import type { Surface } from '../../http/surface.ts'
import { renderStandardError, standardErrorSchema } from './render-error.ts'
import { productRoutes, standardRoutes } from './routes.ts'

/** Posthorn's own API: the generic page's, completed. */
export const standardSurface: Surface = {
  name: 'standard',
  root: '/v1',
  basePaths: ['/v1'],
  routes: standardRoutes,
  knowsAllProfiles: true,
  acceptsSessions: true,
  renderError: renderStandardError,
  errorSchema: standardErrorSchema,
  tellsEveryFault: false,
  requestLimits: null,
}

/** The part of it that is about webhooks: what a product that is made of it offers to its customers. */
export const productSurface: Surface = {
  ...standardSurface,
  routes: productRoutes,
  knowsAllProfiles: false,
  acceptsSessions: false,
}
