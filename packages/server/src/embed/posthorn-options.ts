import { pino, type Logger } from 'pino'
import { createConfig, type Config } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import type { PosthornConfig } from '../config/define-config.ts'
import { isPlainObject } from '../config/field-kind.ts'
import type { Environment } from '../config/read-environment.ts'
import { environmentOnly, type Settings } from '../config/settings.ts'

/** Those of a server with a port of its own. */
type ServerOnly = 'host' | 'port' | 'devSpeedup'

/**
 * The settings of `posthorn serve`, by the names that they have in `posthorn.config.ts`. The
 * environment is not read.
 */
export type PosthornOptions = Omit<PosthornConfig, keyof Pick<Settings, ServerOnly>> & {
  /** `postgres://…`: everything is kept there, as with `DATABASE_URL`. Without one, in SQLite. */
  readonly databaseUrl?: string | undefined
  /** `name:key` pairs, as in `POSTHORN_MASTER_KEY`. Without one, a file in the data directory has it. */
  readonly masterKey?: string | undefined
  /**
   * The path under which the program offers Posthorn's HTTP surface, such as `/webhooks-api`; it is
   * taken off every request. By default the surface is at the root.
   */
  readonly pathPrefix?: string | undefined
  /** Otherwise JSON lines go to standard output, from level `warn` on unless `logLevel` is set. */
  readonly log?: Logger | undefined
}

export interface ReadOptions {
  readonly config: Config
  readonly environment: Environment
  /** Empty, or a path that begins with `/` and does not end with one. */
  readonly pathPrefix: string
  readonly log: Logger
}

const serverOnly: readonly string[] = ['host', 'port', 'devSpeedup'] satisfies ServerOnly[]

const prefixPattern = /^(?:\/[\w.~-]+)*$/

/** Throws a {@link ConfigError} that names every wrong value. */
export function readOptions(options: PosthornOptions, cwd: string): ReadOptions {
  const { databaseUrl, masterKey, pathPrefix = '', log, ...fields } = options
  assertEmbeddable(options, pathPrefix)
  const environment = environmentOf({ databaseUrl, masterKey })
  const file = { path: 'Posthorn.start', text: '', fields: { logLevel: 'warn', ...fields } }
  const { config } = createConfig({ mode: 'serve', environment, file }, cwd)
  return {
    config,
    environment,
    pathPrefix,
    log: log ?? pino({ level: config.logLevel, base: null }),
  }
}

function assertEmbeddable(options: unknown, pathPrefix: unknown): void {
  if (!isPlainObject(options)) throw new ConfigError('Posthorn.start takes an object of options.')
  const named = serverOnly.filter((field) => options[field] !== undefined)
  if (named.length > 0) {
    throw new ConfigError(
      `Posthorn.start: ${named.join(', ')} is for servers with a port: leave it out.`,
    )
  }
  if (typeof pathPrefix !== 'string' || !prefixPattern.test(pathPrefix)) {
    throw new ConfigError(`Posthorn.start: pathPrefix has to be a path like "/webhooks-api".`)
  }
}

function environmentOf(given: {
  readonly [Name in 'databaseUrl' | 'masterKey']: string | undefined
}): Environment {
  const values = new Map<string, string>()
  for (const name of ['databaseUrl', 'masterKey'] as const) {
    const value = given[name]
    if (value !== undefined) values.set(environmentOnly[name].variable, value)
  }
  return { values, unknown: [] }
}
