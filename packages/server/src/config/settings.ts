import {
  choice,
  flag,
  integer,
  names,
  networks,
  origin,
  ports,
  text,
  type SettingKind,
} from './setting-kind.ts'

/** `serve` is Posthorn as it runs in production, `dev` the one on a developer's machine. */
export type Mode = 'serve' | 'dev'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
/** What a server does of it all: `all`; requests alone; or sending alone. */
export const roles = ['all', 'api', 'worker'] as const
export type Role = (typeof roles)[number]

export type LogLevel = (typeof logLevels)[number]

/** What the environment and `posthorn.config.ts` can say, in the table's order. */
export interface Settings {
  readonly port: number
  readonly host: string
  readonly publicUrl: string | null
  readonly role: Role
  readonly dataDir: string
  readonly logLevel: LogLevel
  /** By name, or {@link allProfiles}. */
  readonly builtInProfiles: readonly string[]
  readonly allowHttp: boolean
  readonly allowNetworks: readonly string[]
  readonly denyNetworks: readonly string[]
  readonly allowPorts: readonly number[]
  readonly rateLimitPerMinute: number
  readonly maxDataBytes: number
  readonly maxInFlight: number
  readonly maxInFlightPerWebhook: number
  readonly maxWorkspacePercent: number
  readonly retentionDays: number
  readonly auditRetentionDays: number
  readonly drainMs: number
  readonly shutdownGraceMs: number
  readonly databaseConnections: number
  readonly databasePooling: 'direct' | 'transaction'
  readonly devSpeedup: number
}

/** Stands for every profile that is built in. */
export const allProfiles = 'all'

export interface Setting<Value> {
  /** The environment variable. */
  readonly variable: string
  readonly description: string
  readonly kind: SettingKind<Value>
  readonly defaults: Readonly<Record<Mode, Value>>
  /** Said instead of a default that is empty. */
  readonly emptyMeans?: string
  readonly unit?: string
  /** The only command that knows it. */
  readonly only?: Mode
}

const both = <Value>(value: Value): Record<Mode, Value> => ({ serve: value, dev: value })

/**
 * Every setting, once: the parser, `posthorn serve --help` and docs/configuration.md are made from
 * this table.
 */
export const settings: { readonly [Field in keyof Settings]: Setting<Settings[Field]> } = {
  port: {
    variable: 'PORT',
    description: 'The port to listen on. `posthorn dev` takes the next free one if this is taken.',
    kind: integer(0, 65_535),
    defaults: both(8080),
  },
  host: {
    variable: 'HOST',
    description: 'The address to listen on.',
    kind: text('a host name or an address'),
    defaults: { serve: '0.0.0.0', dev: '127.0.0.1' },
  },
  publicUrl: {
    variable: 'POSTHORN_PUBLIC_URL',
    description:
      'Where browsers reach this server, for links to the customer portal. Without it, they lead to where the request for a link came to.',
    kind: origin,
    defaults: both(null),
    emptyMeans: 'none',
  },
  role: {
    variable: 'POSTHORN_ROLE',
    description:
      'What this server does, where several share a PostgreSQL: `api` takes requests and sends nothing, `worker` sends and answers only probes and metrics, `all` does both.',
    kind: choice(roles),
    defaults: both('all'),
    only: 'serve',
  },
  dataDir: {
    variable: 'POSTHORN_DATA_DIR',
    description: 'The directory of the database and the master key.',
    kind: text('a path'),
    defaults: both('.posthorn'),
  },
  logLevel: {
    variable: 'POSTHORN_LOG_LEVEL',
    description: 'The least severe log line that is written.',
    kind: choice(logLevels),
    defaults: { serve: 'info', dev: 'warn' },
  },
  builtInProfiles: {
    variable: 'POSTHORN_PROFILES',
    description:
      'The built-in profiles whose APIs and webhooks are served. `standard` always is, and so are those that `posthorn.config.ts` defines.',
    kind: names,
    defaults: both([allProfiles]),
  },
  allowHttp: {
    variable: 'POSTHORN_ALLOW_HTTP',
    description: 'Whether webhooks may have plain `http:` addresses.',
    kind: flag,
    defaults: { serve: false, dev: true },
  },
  allowNetworks: {
    variable: 'POSTHORN_ALLOW_NETWORKS',
    description:
      'Networks that webhooks may reach although they are not public. `posthorn dev` adds loopback.',
    kind: networks,
    defaults: both([]),
    emptyMeans: 'none',
  },
  denyNetworks: {
    variable: 'POSTHORN_DENY_NETWORKS',
    description:
      'Networks that webhooks may not reach although they are public or allowed, such as the public address of this machine where a router or a container engine translates it.',
    kind: networks,
    defaults: both([]),
    emptyMeans: 'none',
  },
  allowPorts: {
    variable: 'POSTHORN_ALLOW_PORTS',
    description:
      'Ports that webhooks may reach although other services live there, such as 25 or 5432.',
    kind: ports,
    defaults: both([]),
    emptyMeans: 'none',
  },
  rateLimitPerMinute: {
    variable: 'POSTHORN_RATE_LIMIT_PER_MINUTE',
    description: 'Requests that each API key may make in a minute; 0 sets no limit.',
    kind: integer(0, 1_000_000_000),
    defaults: both(600_000),
    unit: 'requests a minute',
  },
  maxDataBytes: {
    variable: 'POSTHORN_MAX_DATA_BYTES',
    description: 'The most that the `data` of one event may take.',
    kind: integer(1024, 1024 * 1024),
    defaults: both(256 * 1024),
    unit: 'bytes',
  },
  maxInFlight: {
    variable: 'POSTHORN_MAX_IN_FLIGHT',
    description: 'Attempts that may be under way at one time.',
    kind: integer(1, 100_000),
    defaults: both(1024),
    unit: 'attempts',
  },
  maxInFlightPerWebhook: {
    variable: 'POSTHORN_MAX_IN_FLIGHT_PER_WEBHOOK',
    description: 'Attempts that may be under way to one webhook at one time.',
    kind: integer(1, 10_000),
    defaults: both(64),
    unit: 'attempts',
  },
  maxWorkspacePercent: {
    variable: 'POSTHORN_MAX_WORKSPACE_PERCENT',
    description:
      'The part of the attempts under way, and of the deliveries in memory, that one workspace may take; the rest is there at once for the others.',
    kind: integer(1, 100),
    defaults: both(90),
    unit: 'percent',
  },
  retentionDays: {
    variable: 'POSTHORN_RETENTION_DAYS',
    description:
      'How long events are kept, with their deliveries and attempts, from the moment the last of them has ended. What is pending is kept until it has ended; 0 keeps everything.',
    kind: integer(0, 36_500),
    defaults: both(30),
    unit: 'days',
  },
  auditRetentionDays: {
    variable: 'POSTHORN_AUDIT_RETENTION_DAYS',
    description: 'How long the audit log is kept; 0 keeps all of it.',
    kind: integer(0, 36_500),
    defaults: both(365),
    unit: 'days',
  },
  drainMs: {
    variable: 'POSTHORN_DRAIN_MS',
    description:
      'How long a stopping server goes on answering after `/readyz` has said that it is leaving, so that load balancers take note. Part of the grace time below.',
    kind: integer(0, 30_000),
    defaults: { serve: 3_000, dev: 0 },
    unit: 'milliseconds',
  },
  shutdownGraceMs: {
    variable: 'POSTHORN_SHUTDOWN_GRACE_MS',
    description:
      'How long a stopping server waits for answers and attempts that are under way. What takes longer is cut off, and made again by whoever goes on.',
    kind: integer(0, 30_000),
    defaults: { serve: 25_000, dev: 2_000 },
    unit: 'milliseconds',
  },
  databaseConnections: {
    variable: 'POSTHORN_DATABASE_CONNECTIONS',
    description: 'The most connections of this server to the PostgreSQL of `DATABASE_URL`.',
    kind: integer(4, 100),
    defaults: both(8),
    unit: 'connections',
    only: 'serve',
  },
  databasePooling: {
    variable: 'POSTHORN_DATABASE_POOLING',
    description:
      'What `DATABASE_URL` leads to: `direct` is PostgreSQL itself, or a pooler that leaves a session to its client; `transaction` is one such as PgBouncer that gives each transaction another session, so that no prepared statement and no setting of a session is used.',
    kind: choice(['direct', 'transaction']),
    defaults: both('direct'),
    only: 'serve',
  },
  devSpeedup: {
    variable: 'POSTHORN_DEV_SPEEDUP',
    description: 'Divides every retry delay, for people who watch retries.',
    kind: integer(1, 100_000),
    defaults: both(1),
    only: 'dev',
  },
}

/** Variables that are no field of `posthorn.config.ts`: secrets, and what is needed to find the file. */
export const environmentOnly = {
  config: {
    variable: 'POSTHORN_CONFIG',
    description:
      'The configuration file. Without it, `posthorn.config.ts` in the working directory is read if there is one.',
  },
  adminKey: {
    variable: 'POSTHORN_ADMIN_KEY',
    description:
      'The key that may do everything: 32 or more printable characters. Without it, one is made on the first start and shown once.',
  },
  databaseUrl: {
    variable: 'DATABASE_URL',
    description:
      'The PostgreSQL (15 or later) that keeps everything, for as many servers as share it: `postgres://user:password@host/database`. Without it, and in `posthorn dev`, a SQLite database in the data directory does.',
  },
  masterKey: {
    variable: 'POSTHORN_MASTER_KEY',
    description:
      'The keys that seal secrets: `name:key`, the key 32 bytes in base64, separated by commas. The first one seals, all of them unseal. Without it, `master.key` in the data directory is made and used.',
  },
} as const

/** What the commands that talk to a running server read. */
export const clientVariables = {
  url: {
    variable: 'POSTHORN_URL',
    description: 'The server that commands talk to.',
  },
  key: {
    variable: 'POSTHORN_KEY',
    description: 'The API key that commands use.',
  },
} as const
