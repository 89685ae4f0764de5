import assert from 'node:assert/strict'
import { randomFillSync } from 'node:crypto'
import type { Clock } from '../../src/domain/clock.ts'
import type { DeliveryProfile } from '../../src/domain/delivery-profile.ts'
import { createIdGenerator, type Id } from '../../src/domain/ids.ts'
import { createSchemaValidator } from '../../src/domain/schema-validator.ts'
import type { Sealer } from '../../src/domain/sealer.ts'
import type { Webhook } from '../../src/domain/webhook.ts'
import { createEngine } from '../../src/engine/create-engine.ts'
import type { EngineOptions } from '../../src/engine/engine-options.ts'
import type { Engine, PublishRequest, PublishResult } from '../../src/engine/engine.ts'
import type { EngineMetrics } from '../../src/engine/metrics.ts'
import { systemClock } from '../../src/engine/system-clock.ts'
import {
  bytesOf,
  onlyOne,
  sampleAudit,
  sampleWebhook,
  sampleWorkspace,
} from '../../src/stores/contract/samples.ts'
import type { DeliveryView } from '../../src/stores/delivery-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { ManualClock, realPause } from './manual-clock.ts'
import { createTestSender, type TestSender } from './test-sender.ts'
import { openTestStore } from './test-store.ts'

export interface TestEngineOptions {
  /** A second engine on the same directory carries on where the first one ended. */
  readonly directory: string
  readonly isWorker?: boolean
  /** In place of the store of the directory. */
  readonly openStore?: () => Promise<Store>
  readonly wakeInboxEveryMs?: number
  readonly clock?: Clock
  readonly limits?: Partial<EngineOptions['limits']>
  readonly profile?: Partial<DeliveryProfile>
  readonly sealer?: Sealer
  readonly retrySpeedup?: number
  /** Methods that stand in front of the real store's, to fail when the test wants it. */
  readonly wrapStore?: (store: Store) => Partial<Store>
  /** Called when the engine knows its catalogue and has not started. */
  readonly beforeStart?: (engine: Engine) => void
}

export interface Counts {
  accepted: number
  refused: number
  ended: number
}

export interface TestEngine extends AsyncDisposable {
  readonly engine: ReturnType<typeof createEngine>
  /** The real one, for the test to look into. */
  readonly store: Store
  readonly sender: TestSender
  readonly workspaceId: Id
  readonly counts: Readonly<Counts>
  /** Of the engine's own. */
  newId(): Id
  addWebhook(fields?: Partial<Webhook>): Promise<Webhook>
  changeWebhook(webhook: Webhook, fields: Partial<Webhook>): Promise<Webhook>
  /** One event for each text, in one call. */
  publish(data: readonly string[], type?: string): Promise<PublishResult[]>
  /** The one delivery of an event. */
  deliveryOf(eventId: Id): Promise<DeliveryView>
  /** Stops the engine and closes its store. */
  end(graceMs: number): Promise<void>
  /** Takes the store away and tells the engine nothing. Its clock must not move any more. */
  crash(): Promise<void>
}

const generousLimits = {
  maxInFlight: 100,
  maxInFlightPerLane: 100,
  maxWorkspacePercent: 90,
  maxHeldPerLane: 256,
  maxHeld: 1000,
  maxHeldBytes: 1_000_000,
  maxWaitingBytes: 1_000_000,
  maxWaitingMs: 5000,
}

const plainSealer: Sealer = { seal: (text) => text, unseal: (text) => text }

/** Sends `data` as it was published; the headers tell which event and delivery it belongs to. */
const plainProfile: DeliveryProfile = {
  name: 'standard',
  eventTypes: null,
  timeoutMs: 1000,
  retry: { delaysMs: [1000], jitter: 0 },
  health: {
    retryAfter: 'next-step',
    breaker: true,
    disablesWhenGone: true,
    disablesAfterDays: 5,
  },
  renderBody: ({ data }) => data,
  renderHeaders: ({ event, deliveryId }) => ['x-event-id', event.id, 'x-delivery-id', deliveryId],
}

/** An engine that has started, with one workspace, on a real store and a sender of the test's. */
export async function startTestEngine(options: TestEngineOptions): Promise<TestEngine> {
  const { clock = systemClock } = options
  const open = options.openStore ?? (() => openTestStore(options.directory, () => clock.nowMs()))
  const store = await open()
  const sender = createTestSender()
  const counts: Counts = { accepted: 0, refused: 0, ended: 0 }
  const profile = { ...plainProfile, ...options.profile }
  const ids = createIdGenerator({
    nowMs: () => clock.nowMs(),
    fillRandom: (bytes) => void randomFillSync(bytes),
    after: await store.newestPending(),
  })
  const engine = createEngine({
    store: { ...store, ...options.wrapStore?.(store) },
    isWorker: options.isWorker ?? true,
    clock,
    random: () => 0.5,
    ids,
    sender,
    sealer: options.sealer ?? plainSealer,
    schemas: createSchemaValidator(),
    profiles: new Map([[profile.name, profile]]),
    profileTypes: new Map(),
    formatId: (kind, id) => `${kind} ${id}`,
    metrics: countInto(counts),
    limits: { ...generousLimits, ...options.limits },
    wakeInboxEveryMs: options.wakeInboxEveryMs ?? 1000,
    retrySpeedup: options.retrySpeedup ?? 1,
    onError: () => undefined,
  })
  const workspaceId = await workspaceOf(store)
  await engine.refreshCatalog()
  options.beforeStart?.(engine)
  await engine.start()
  let ended: Promise<void> | null = null

  async function endOnce(graceMs: number): Promise<void> {
    await whileTimePasses(clock, engine.stop(graceMs))
    await store.close()
  }

  const end = (graceMs: number): Promise<void> => (ended ??= endOnce(graceMs))

  return {
    engine,
    store,
    sender,
    workspaceId,
    counts,
    newId: () => ids.next(),
    async addWebhook(fields = {}) {
      const webhook = sampleWebhook({ workspaceId, eventTypes: ['*'], ...fields })
      await store.insertWebhook(webhook, null, sampleAudit())
      await engine.refreshCatalog()
      return webhook
    },
    async changeWebhook(webhook, fields) {
      const changed = { ...webhook, updatedAtMs: webhook.updatedAtMs + 1, ...fields }
      const guard = { ifUpdatedAtMs: webhook.updatedAtMs, limit: null }
      assert.equal(await store.updateWebhook(changed, guard, sampleAudit()), 'updated')
      await engine.refreshCatalog()
      return changed
    },
    publish: (data, type = 'user.created') =>
      engine.publish(data.map((text) => requestOf(workspaceId, type, text))),
    async deliveryOf(eventId) {
      return onlyOne(await store.listDeliveriesOfEvent(workspaceId, eventId))
    },
    end,
    crash() {
      sender.answer = () => new Promise(() => undefined)
      return (ended ??= store.close())
    },
    [Symbol.asyncDispose]: () => end(0),
  }
}

/** The event's id, when it was accepted. */
export function acceptedId(result: PublishResult | undefined): Id {
  if (result?.kind !== 'accepted') throw new Error('The event was not accepted')
  return result.eventId
}

/** `e0`, `e1` … as JSON objects. */
export function numberedEvents(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `{"n":${index}}`)
}

export function requestOf(workspaceId: Id, type: string, data: string): PublishRequest {
  return {
    workspaceId,
    type,
    data: bytesOf(data),
    channels: [],
    subject: null,
    occurredAtMs: null,
    idempotency: null,
  }
}

async function workspaceOf(store: Store): Promise<Id> {
  const [known] = (await store.catalogChanges(0)).workspaces
  if (known !== undefined) return known.id
  const workspace = sampleWorkspace({ openCatalogue: true })
  await store.insertWorkspace(workspace, sampleAudit())
  return workspace.id
}

function countInto(counts: Counts): EngineMetrics {
  return {
    eventsAccepted: (count) => void (counts.accepted += count),
    eventsRefused: (count) => void (counts.refused += count),
    commitEnded: () => undefined,
    attemptEnded: () => undefined,
    deliveryEnded: () => void (counts.ended += 1),
    webhookDisabled: () => undefined,
  }
}

/** A clock that stands still would let whoever waits for a timer wait for ever. */
async function whileTimePasses(clock: Clock, work: Promise<void>): Promise<void> {
  let isDone = false
  const done = work.finally(() => {
    isDone = true
  })
  while (clock instanceof ManualClock && !isDone) {
    await clock.advance(10)
    await realPause(1)
  }
  await done
}
