import type { Surface } from '../../http/surface.ts'
import { integrationsRoute } from './integrations.ts'
import { getDataRoutes } from './polling/get-data.ts'
import { getStatisticsRoute } from './polling/get-statistics.ts'
import { listErrorsRoute } from './polling/list-errors.ts'
import { endgrateErrorSchema, renderEndgrateError } from './render-error.ts'
import { deleteSessionRoute } from './sessions/delete-session.ts'
import { getConfigurationRoute } from './sessions/get-configuration.ts'
import { getSessionRoute } from './sessions/get-session.ts'
import { initiateRoutes } from './sessions/initiate.ts'
import { setSchemasRoute } from './sessions/set-schemas.ts'
import { transferRoutes } from './transfers/transfer-routes.ts'
import type { TransferSource } from './transfers/transfer-source.ts'

/** @param source - where records of transfers come from; null: the product publishes them */
export function createEndgrateSurface(source: TransferSource | null): Surface {
  return {
    name: 'endgrate',
    root: '/api',
    basePaths: [
      '/api/session',
      '/api/pull',
      '/api/push',
      '/api/errors',
      '/api/statistics',
      '/api/integrations',
      '/api/schemas',
    ],
    routes: [
      ...initiateRoutes(source),
      getSessionRoute,
      getConfigurationRoute,
      deleteSessionRoute,
      setSchemasRoute,
      ...transferRoutes(source),
      ...getDataRoutes,
      listErrorsRoute,
      getStatisticsRoute,
      integrationsRoute,
    ],
    renderError: renderEndgrateError,
    errorSchema: endgrateErrorSchema,
    tellsEveryFault: true,
    requestLimits: null,
  }
}
