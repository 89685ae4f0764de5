import { randomBytes, randomFillSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { App, AppRequest } from './api/app-factory.ts'
import { createApiServer } from './api/api-server.ts'
import { createMetrics } from './api/metrics.ts'
import { ConfigError } from './config/config-error.ts'
import type { Role } from './config/settings.ts'
import { version } from './config/version.ts'
import type { Clock } from './domain/clock.ts'
import { createIdGenerator } from './domain/ids.ts'
import { createSchemaValidator } from './domain/schema-validator.ts'
import type { Sender } from './domain/sender.ts'
import { createAddressGuard } from './egress/address-guard.ts'
import { createOwnAddresses } from './egress/own-addresses.ts'
import { createRefusalLog } from './egress/refusal-log.ts'
import type { TargetRules } from './egress/target.ts'
import { createSender } from './egress/undici-sender.ts'
import { createEngine } from './engine/create-engine.ts'
import { systemClock } from './engine/system-clock.ts'
import { longestLastCommitMs, withinGrace } from './engine/within-grace.ts'
import { formatPublicId } from './http/public-ids.ts'
import { createKey } from './management/create-key.ts'
import { assertSameKeys } from './management/assert-same-keys.ts'
import { assertKeysFit } from './management/assert-keys-fit.ts'
import { hasAdminKey } from './management/has-admin-key.ts'
import { createJobs } from './management/jobs.ts'
import type { ManagementContext } from './management/management-context.ts'
import { createMasterKeyRotation } from './management/master-key-rotation.ts'
import { createOperatorKey } from './management/operator-key.ts'
import { createPasswordWork } from './management/operators/password-work.ts'
import { createSignInThrottle } from './management/operators/sign-in-throttle.ts'
import { countUnserved } from './management/served-webhook.ts'
import { createConfiguredProfiles } from './profiles/configured-profiles.ts'
import { knownTypes } from './profiles/known-types.ts'
import type { ProfileWorker } from './profiles/profile-worker.ts'
import type { ProfileRegistry } from './profiles/profile.ts'
import { builtInProfiles } from './profiles/registry.ts'
import { openStore, type StorePlace } from './stores/open-store.ts'
import type { Store } from './stores/store.ts'

export interface AppOptions extends AppRequest {
  /** What a test or a measurement brings instead of the real thing. */
  readonly store?: Store
  readonly clock?: Clock
  readonly sender?: Sender
  readonly random?: () => number
}

const limits = {
  maxHeldPerLane: 256,
  maxHeld: 20_000,
  maxHeldBytes: 128 * 1024 * 1024,
  maxWaitingBytes: 64 * 1024 * 1024,
  maxWaitingMs: 5000,
}

/** One core is left to sending, where there is more than one. Whoever waits is let in within seconds. */
const passwordLimits = {
  maxAtOnce: Math.max(1, Math.min(2, availableParallelism() - 1)),
  maxWaiting: 16,
}

/** How much of the grace time API answers that are under way may take; the rest is for attempts. */
const longestAnswerMs = 5000

/** Beside this file when it is built; in the repository, at its root. */
const builtDocsDir = join(import.meta.dirname, 'docs')
const docsDir = existsSync(builtDocsDir)
  ? builtDocsDir
  : join(import.meta.dirname, '..', '..', '..', 'docs')

const builtDashboardDir = join(import.meta.dirname, 'dashboard')
const dashboardDir = existsSync(builtDashboardDir)
  ? builtDashboardDir
  : join(import.meta.dirname, '..', '..', 'dashboard', 'dist')

/** The composition root: everything long-lived is made here, and ended here. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, clock = systemClock } = options
  // Before anything is opened: an operator's profile may be wrong.
  const profiles = createConfiguredProfiles(builtInProfiles, config, { randomBytes, version })
  const targetRules = createTargetRules(options, clock)
  const sender = options.sender ?? createSender({ rules: targetRules })
  const opened = await (options.store === undefined
    ? openStore(placeOf(options, clock, profiles))
    : { ...broughtAlong, store: options.store })
  const { store } = opened
  const close = async (): Promise<void> => {
    await store.close()
    await sender.close()
  }
  try {
    const parts = { ...options, profiles, clock, targetRules, sender, ...opened }
    return await compose(parts, close)
  } catch (error) {
    await close()
    throw error
  }
}

const broughtAlong = { durability: 'of a store that was brought along', wakeInboxEveryMs: 1000 }

function placeOf(
  { config, secrets }: AppOptions,
  clock: Clock,
  profiles: ProfileRegistry,
): StorePlace {
  const publishing = {
    typeNames: [...knownTypes(profiles).keys()],
    maxDataBytes: config.maxDataBytes,
  }
  const url = config.mode === 'serve' ? secrets.databaseUrl : null
  const { databaseConnections: connections, databasePooling: pooling, role } = config
  if (role !== 'all' && url === null) throw new ConfigError(roleNeedsPostgres(role))
  const isWorker = role !== 'api'
  return {
    directory: config.dataDir,
    postgres: url === null ? null : { url, connections, pooling, publishing, isWorker },
    nowMs: () => clock.nowMs(),
  }
}

function roleNeedsPostgres(role: Role): string {
  return `The role ${role} is for servers that share a PostgreSQL: set DATABASE_URL, or leave the role out.`
}

function createTargetRules({ config, log }: AppOptions, clock: Clock): TargetRules {
  const monotonicMs = (): number => clock.monotonicMs()
  const guard = createAddressGuard({
    allowNetworks: config.allowNetworks,
    denyNetworks: config.denyNetworks,
    isOwnAddress: createOwnAddresses({ monotonicMs }),
  })
  const onRefused = createRefusalLog({
    monotonicMs,
    write: (refusal, leftOut) => log.warn({ ...refusal, leftOut }, 'refused where a webhook leads'),
  })
  const { allowHttp, allowPorts } = config
  return { allowHttp, guard, allowPorts, onRefused }
}

interface Parts extends AppOptions {
  readonly profiles: ProfileRegistry
  readonly clock: Clock
  readonly targetRules: TargetRules
  readonly sender: Sender
  readonly store: Store
  readonly durability: string
  readonly wakeInboxEveryMs: number
}

async function compose(parts: Parts, close: () => Promise<void>): Promise<App> {
  const { config, secrets, log, profiles, clock, store, sender, targetRules } = parts
  const ids = createIdGenerator({
    nowMs: () => clock.nowMs(),
    fillRandom: (bytes) => void randomFillSync(bytes),
    after: await store.newestPending(),
  })
  const onError = (error: unknown, doing: string): void =>
    log.error({ err: error, doing }, 'will be tried again')
  const metrics = createMetrics()
  const { masterKeys } = secrets
  const isWorker = config.role !== 'api'
  const engine = createEngine({
    store,
    isWorker,
    clock,
    random: parts.random ?? Math.random,
    ids,
    sender,
    sealer: masterKeys.sealer,
    schemas: createSchemaValidator(),
    profiles: new Map([...profiles].map(([name, { delivery }]) => [name, delivery])),
    profileTypes: knownTypes(profiles),
    formatId: formatPublicId,
    metrics: metrics.engine,
    limits: {
      ...limits,
      maxInFlight: config.maxInFlight,
      maxInFlightPerLane: config.maxInFlightPerWebhook,
      maxWorkspacePercent: config.maxWorkspacePercent,
    },
    wakeInboxEveryMs: parts.wakeInboxEveryMs,
    retrySpeedup: config.devSpeedup,
    onError,
  })
  const masterKey = createMasterKeyRotation({
    masterKeys,
    store,
    engine,
    clock,
    ids,
    tell: (sentence) => log.warn(sentence),
    onError,
  })
  const workers = new Map<string, ProfileWorker>()
  const { retentionDays, auditRetentionDays } = config
  const ages = { retentionDays, auditRetentionDays }
  const jobs = createJobs({
    store,
    engine,
    profiles,
    clock,
    ids,
    ...ages,
    isItsTurn: () => store.shared?.isFirst ?? true,
    onError,
  })
  const context: ManagementContext = {
    store,
    engine,
    sealer: masterKeys.sealer,
    masterKey,
    passwords: createPasswordWork({ randomBytes, ...passwordLimits }),
    signIns: createSignInThrottle(clock),
    signInMetrics: metrics.signIns,
    profiles,
    clock,
    ids,
    randomBytes,
    settings: {
      maxDataBytes: config.maxDataBytes,
      targetRules,
      publicUrl: config.publicUrl,
      hasOperatorKey: secrets.adminKey !== null,
    },
    wakeWorker: (profile) => workers.get(profile)?.wake(),
    wakeJobs: () => jobs.wake(),
  }
  for (const [profile, { createWorker }] of profiles) {
    if (createWorker === null) continue
    workers.set(profile, createWorker({ profile, management: context, sender, onError }))
  }
  const operatorKey = secrets.adminKey === null ? null : createOperatorKey(secrets.adminKey)
  const server = await createApiServer({
    context,
    profiles,
    operatorKey,
    metrics,
    gauges: engine.gauges,
    durability: parts.durability,
    role: config.role,
    log,
    rateLimitPerMinute: config.rateLimitPerMinute,
    version,
    docsDir,
    dashboardDir,
    addRoutes: (app) => parts.addRoutes?.(app, context),
  })
  await engine.refreshCatalog()
  warnOfUnserved(context, log)
  assertKeysFit(engine.catalog, masterKeys)
  await assertSameKeys(store.shared, masterKeys)
  masterKeys.confirm()
  let isListening = false

  async function start(): Promise<void> {
    await server.app.ready()
    await jobs.prepare()
    await engine.start()
    if (!isWorker) return
    for (const worker of workers.values()) worker.start()
    masterKey.start()
    jobs.start()
  }

  async function stopWork(graceMs: () => number): Promise<void> {
    await Promise.all(Array.from(workers.values(), (worker) => worker.stop()))
    await Promise.all([masterKey.stop(), jobs.stop()])
    await engine.stop(graceMs())
  }

  return {
    context,
    newAdminKey: operatorKey === null ? await makeAdminKeyOnce(context) : null,
    http: server.app,
    async listen(address) {
      // Sending begins when there is somebody to answer: webhooks may point at this very server.
      const port = await server.listen(address)
      await start()
      isListening = true
      return port
    },
    start,
    async stop() {
      const endMs = clock.monotonicMs() + config.shutdownGraceMs
      const graceMs = (): number => Math.max(0, endMs - clock.monotonicMs())
      server.leave()
      const drainMs = Math.min(config.drainMs, graceMs())
      if (isListening && drainMs > 0) await pause(clock, drainMs)
      await server.close(Math.min(graceMs(), longestAnswerMs))
      await withinGrace(stopWork(graceMs), clock, graceMs() + longestLastCommitMs)
      await close()
    },
  }
}

function warnOfUnserved(context: ManagementContext, log: AppOptions['log']): void {
  const webhooks = countUnserved(context)
  if (Object.keys(webhooks).length === 0) return
  log.warn({ webhooks }, 'webhooks get nothing, because their profiles are not enabled')
}

async function makeAdminKeyOnce(context: ManagementContext): Promise<string | null> {
  if (hasAdminKey(context) || context.engine.catalog.operators().length > 0) return null
  const wanted = {
    workspaceId: null,
    name: 'Admin',
    scopes: ['admin'] as const,
    expiresAtMs: null,
  }
  return (await createKey(context, wanted, null)).text
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, delayMs)
  })
}
