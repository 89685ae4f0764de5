import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import type { ManagementContext } from '../management/management-context.ts'

/** A whole Posthorn, as the composition root makes it and the commands run it. */
export interface App {
  /** What the functions in `management/` work with. */
  readonly context: ManagementContext
  /** The key that was made because there was none; shown once, and null ever after. */
  readonly newAdminKey: string | null
  /** Its HTTP surface, for whoever brings a server of their own. */
  readonly http: FastifyInstance
  /** Begins to send, without a port of its own. */
  start(): Promise<void>
  /** The same with one; resolves to the port. Rejects when it is taken (`EADDRINUSE`). */
  listen(address: { readonly host: string; readonly port: number }): Promise<number>
  /** Not ready any more; what is under way is finished, the rest is given back to the store. */
  stop(): Promise<void>
}

export interface AppRequest {
  readonly config: Config
  readonly secrets: Secrets
  readonly log: Logger
  /** Adds routes that are no profile's, such as the inbox of `posthorn dev`. */
  readonly addRoutes?: (app: FastifyInstance, context: ManagementContext) => void
}

/** The entry hands it to the commands, so that nothing below the composition root imports it. */
export type AppFactory = (request: AppRequest) => Promise<App>
