import type { FastifyInstance } from 'fastify'
import type { Role } from '../config/settings.ts'
import type { ApiKey } from '../domain/api-key.ts'
import type { EngineGauges } from '../engine/metrics.ts'
import { createAuthenticator } from '../http/authentication.ts'
import { createHttpServer, type ServerPhase } from '../http/create-http-server.ts'
import { createMethodGuard } from '../http/method-not-allowed.ts'
import { mountSurface } from '../http/mount-surface.ts'
import type { FailureLog } from '../http/send-error.ts'
import type { Surface } from '../http/surface.ts'
import type { ManagementContext } from '../management/management-context.ts'
import type { ProfileRegistry } from '../profiles/profile.ts'
import { standardSurface } from '../profiles/standard/surface.ts'
import { readDashboardFiles } from './dashboard-files.ts'
import { addDashboardRoutes } from './dashboard-routes.ts'
import { addDocumentationRoutes } from './documentation-routes.ts'
import { readDocumentation } from './documentation.ts'
import { addMetricsRoute } from './metrics-route.ts'
import type { Metrics } from './metrics.ts'
import { createOpenApiDocument } from './openapi-document.ts'
import { addPortalRoutes } from './portal-routes.ts'
import { addProbeRoutes } from './probe-routes.ts'

export interface ApiServerOptions {
  readonly context: ManagementContext
  readonly profiles: ProfileRegistry
  /** The key that the operator set; null: only those in the store are good. */
  readonly operatorKey: ApiKey | null
  readonly metrics: Metrics
  readonly gauges: EngineGauges
  /** For `/readyz`. */
  readonly durability: string
  /** A `worker` answers only probes and metrics. */
  readonly role: Role
  readonly log: FailureLog
  /** Requests a minute for each key; 0: no limit. A profile may have a number of its own. */
  readonly rateLimitPerMinute: number
  /** Of Posthorn. */
  readonly version: string
  /** Where the Markdown pages of the documentation are. */
  readonly docsDir: string
  /** Where the dashboard's built files are. */
  readonly dashboardDir: string
  /** Adds routes that are no profile's, such as the inbox of `posthorn dev`. */
  readonly addRoutes?: (app: FastifyInstance) => void
}

export interface ApiServer {
  readonly app: FastifyInstance
  /** Resolves to the port, which the system chooses for 0. Rejects when it is taken (`EADDRINUSE`). */
  listen(address: { readonly host: string; readonly port: number }): Promise<number>
  /** From now on it is not ready: load balancers and clients are to go elsewhere. It still answers. */
  leave(): void
  /**
   * From now on it takes no connection, and every surface is answered with `unavailable`. Waits for
   * answers that are under way, for at most `graceMs`, then cuts them off.
   */
  close(graceMs: number): Promise<void>
}

/** For routes that set no limit of their own: room for a schema and an example. */
const maxBodyBytes = 256 * 1024

export async function createApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { context, profiles, log, role } = options
  let phase: ServerPhase = 'serving'
  const surfaces = role === 'worker' ? [] : surfacesOf(profiles)
  const app = createHttpServer({
    surfaces,
    ids: context.ids,
    log,
    maxBodyBytes,
    phase: () => phase,
  })
  const methodGuard = createMethodGuard(app)
  const { clock, engine, store } = context
  const authenticator = createAuthenticator({
    catalog: engine.catalog,
    clock,
    sealer: context.sealer,
    operatorKey: options.operatorKey,
  })
  for (const surface of surfaces) {
    mountSurface(app, surface, {
      context,
      authenticator,
      clock,
      rateLimitPerMinute: options.rateLimitPerMinute,
    })
  }
  addProbeRoutes(app, { reasonsAgainst, durability: options.durability, role })
  addMetricsRoute(app, { metrics: options.metrics, gauges: options.gauges, store, clock })
  if (role !== 'worker') await addPages(app, options)
  options.addRoutes?.(app)
  methodGuard.mount()

  function reasonsAgainst(): string[] {
    if (phase !== 'serving') return ['The server is stopping.']
    const reason = engine.whyNotReady()
    return reason === null ? [] : [reason]
  }

  return {
    app,
    async listen({ host, port }) {
      await app.listen({ host, port })
      const address = app.server.address()
      return typeof address === 'object' && address !== null ? address.port : port
    },
    leave() {
      phase = 'leaving'
    },
    async close(graceMs) {
      phase = 'stopping'
      const timer = clock.setTimer(() => app.server.closeAllConnections(), graceMs)
      await app.close()
      timer.cancel()
    },
  }
}

/** What people read. */
async function addPages(app: FastifyInstance, options: ApiServerOptions): Promise<void> {
  addDocumentationRoutes(
    app,
    createOpenApiDocument(standardSurface, options.version),
    await readDocumentation(options.docsDir),
  )
  const files = await readDashboardFiles(options.dashboardDir)
  addDashboardRoutes(app, files)
  addPortalRoutes(app, files, options.context)
}

function surfacesOf(profiles: ProfileRegistry): Surface[] {
  return [...profiles.values()].flatMap(({ surface }) => (surface === null ? [] : [surface]))
}
