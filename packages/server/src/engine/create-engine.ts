import type { Clock } from '../domain/clock.ts'
import type { HeldDelivery } from '../domain/delivery.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import { RequestError } from '../domain/errors.ts'
import { deliveryIdOf, type Id, type IdGenerator } from '../domain/ids.ts'
import type { SchemaValidator } from '../domain/schema-validator.ts'
import type { Sealer } from '../domain/sealer.ts'
import type { Sender } from '../domain/sender.ts'
import type { Settlement } from '../domain/settlement.ts'
import type { Store } from '../stores/store.ts'
import { createAttempter } from './attempt.ts'
import { awaitTest } from './await-test.ts'
import { createCancellation } from './cancellation.ts'
import { createCatalog } from './catalog-index.ts'
import { createDispatcher } from './create-dispatcher.ts'
import { createDisabling } from './disabling.ts'
import type { DispatchLimits } from './dispatcher.ts'
import type { Engine } from './engine.ts'
import { ErasedSubjects } from './erased-subjects.ts'
import { createHealth } from './health.ts'
import { createInbox } from './inbox.ts'
import { createJournal } from './journal.ts'
import type { EngineGauges, EngineMetrics } from './metrics.ts'
import { createNodeNews } from './node-news.ts'
import { createOperationalNotices, type FormatId } from './operational-notices.ts'
import { createParkedLoader } from './parked-loader.ts'
import { createPublisher, type ProfileTypes } from './publisher.ts'
import { createUpkeep } from './upkeep.ts'
import type { WaitingLimits } from './waiting-room.ts'
import { createWaker } from './waker.ts'

export interface EngineOptions {
  readonly store: Store
  /** False: this node takes events, and leaves the sending to others. */
  readonly isWorker: boolean
  readonly clock: Clock
  readonly random: () => number
  readonly ids: IdGenerator
  readonly sender: Sender
  readonly sealer: Sealer
  readonly schemas: SchemaValidator
  readonly profiles: ReadonlyMap<string, DeliveryProfile>
  /** What the enabled profiles' catalogues say of each type, by its name. */
  readonly profileTypes: ProfileTypes
  readonly formatId: FormatId
  readonly metrics: EngineMetrics
  /** How often to look for events that were raised elsewhere. */
  readonly wakeInboxEveryMs: number
  readonly limits: DispatchLimits & WaitingLimits
  /** Divides every retry delay; 1 outside `posthorn dev`. */
  readonly retrySpeedup: number
  /** Something failed that is tried again; for the log. */
  readonly onError: (error: unknown, doing: string) => void
}

type Finish = Extract<Settlement, { kind: 'finish' }>

/** Settlements that may wait for the store before sending pauses. */
const mostUnsettled = 20_000

/** Raised in one transaction. */
const mostNotices = 100

/** A store that does not answer holds up the end no longer; what it missed is taken over at the next start. */
const longestLastCommitMs = 4000

export function createEngine(options: EngineOptions): Engine & { readonly gauges: EngineGauges } {
  const { store, isWorker, clock, ids, metrics, limits, onError } = options
  const { shared } = store
  const catalog = createCatalog(options.profiles)
  const erasedSubjects = new ErasedSubjects()
  const testers = new Map<Id, (finish: Finish | RequestError) => void>()
  let isRunning = false

  const cancellation = createCancellation({
    store,
    clock,
    onCanceled(laneId) {
      dispatcher.recheck(laneId)
      hintOwner(laneId)
    },
    onError,
  })
  const notices = createOperationalNotices({
    clock,
    ids,
    catalog,
    formatId: options.formatId,
  })
  const disabling = createDisabling({
    store,
    clock,
    ids,
    catalog,
    notices,
    async onDisabled(cause) {
      metrics.webhookDisabled(cause)
      inbox.wake()
      await refreshCatalog()
    },
    onError,
  })
  const health = createHealth({
    store,
    clock,
    notices,
    disable: (wanted) => disabling.disable(wanted),
  })
  const upkeep = createUpkeep({
    store,
    clock,
    refreshCatalog,
    onHeartbeat() {
      noteWorkers()
      dispatcher.pump()
      dispatcher.forgetUnused()
      releaseLanes()
    },
    wakeInbox: () => inbox.wake(),
    onTakenOver: () => news.lookThroughLanes(),
    onLost: becomeAnotherNode,
    isWorker,
    raiseNotices,
    refreshHealth: () => health.refresh(),
    // Where the store is shared, news tell of what the inbox has.
    wakeInboxEveryMs: shared === null ? options.wakeInboxEveryMs : 1000,
    onError,
  })
  const dispatcher = createDispatcher({
    clock,
    random: options.random,
    catalog,
    profiles: options.profiles,
    attempt: createAttempter({ clock, sender: options.sender, sealer: options.sealer }),
    metrics,
    limits,
    isWorker,
    isShared: shared !== null,
    workers: () => workers,
    retrySpeedup: options.retrySpeedup,
    isErased: (event) => erasedSubjects.covers(event),
    maySend: () => upkeep.isOwner() && journal.waiting < mostUnsettled,
    judge: (settlement, outcome, route) => health.judge(settlement, outcome, route),
    settle: (settlement) => journal.settle(settlement),
    claimParked: (lane) => loader.load(lane),
    // It would be canceled when it is due; the others of the lane need not wait for that.
    onRest: (lane, { webhookId }) => cancelIfInactive(webhookId, lane.id),
  })
  const journal = createJournal({
    store,
    catalog,
    clock,
    dispatcher,
    isWorker,
    metrics,
    limits,
    refreshCatalog,
    onSettled,
    onError,
  })
  const inbox = createInbox({
    store,
    clock,
    catalog,
    journal,
    faultOf: (event) => publisher.faultOf(event),
    withAllChannels: (event) => publisher.withAllChannels(event),
    metrics,
    onError,
  })
  const loader = createParkedLoader({ store, clock, dispatcher, onError })
  const waker = createWaker({
    store,
    clock,
    take: takeDue,
    freeRoom: () => limits.maxHeld - dispatcher.held,
    onError,
  })
  const news = createNodeNews({
    store,
    shared,
    clock,
    everyMs: options.wakeInboxEveryMs,
    onLane(laneId, isDoubt) {
      if (isDoubt) dispatcher.recheck(laneId)
      dispatcher.noteNews(laneId)
    },
    onRaised: () => inbox.wake(),
    onError,
  })
  let workers = 1
  const publisher = createPublisher({
    catalog,
    profileTypes: options.profileTypes,
    schemas: options.schemas,
    ids: options.ids,
    journal,
    metrics,
  })

  let refreshing: Promise<void> | null = null
  let refreshAgain: Promise<void> | null = null

  /** A refresh that is under way may have read before the caller's change: then one more follows. */
  function refreshCatalog(): Promise<void> {
    if (refreshing === null) {
      refreshing = readChanges().finally(() => {
        refreshing = null
      })
      return refreshing
    }
    refreshAgain ??= refreshing
      .catch(() => undefined)
      .then(() => {
        refreshAgain = null
        return refreshCatalog()
      })
    return refreshAgain
  }

  async function readChanges(): Promise<void> {
    const isFirst = catalog.version === 0
    const changes = await store.catalogChanges(catalog.version)
    for (const webhook of changes.webhooks) health.noteChange(catalog.webhook(webhook.id), webhook)
    catalog.apply(changes)
    for (const webhook of changes.webhooks) dispatcher.noteChange(webhook)
    if (!isFirst) cancellation.noteChanges(changes)
  }

  function onSettled(settlements: readonly Settlement[]): void {
    for (const settlement of settlements) {
      switch (settlement.kind) {
        case 'finish':
          metrics.deliveryEnded(
            settlement.status,
            settlement.finishedAtMs - settlement.delivery.event.acceptedAtMs,
          )
          if (settlement.delivery.event.isTest) answerTester(settlement)
          break
        case 'retry':
          waker.wakeAt(settlement.dueAtMs)
          // It was on the wire when its webhook was switched off, and waits in the store now.
          cancelIfInactive(settlement.delivery.webhookId, settlement.delivery.laneId)
          break
        case 'park':
          break
      }
      if (settlement.kind !== 'park' && settlement.health?.notice !== undefined) inbox.wake()
      dispatcher.noteSettled(settlement)
    }
  }

  function noteWorkers(): void {
    const alive = shared?.workers ?? 1
    if (alive === workers) return
    workers = alive
    dispatcher.noteWorkers()
  }

  /** Whoever publishes for them next, or finds something due, has them. */
  function releaseLanes(): void {
    const released = dispatcher.takeReleased()
    if (released.length === 0 || shared === null) return
    // Without it they stay this node's, which is as good.
    shared.releaseLanes(released).catch((error) => onError(error, 'releasing lanes'))
  }

  /** Without it the lane's owner looks by itself a little later. */
  function hintOwner(laneId: Id): void {
    shared?.hintLane(laneId, true).catch((error) => onError(error, 'telling of a lane'))
  }

  /** Others have what this node held: it forgets it, before it is allowed to send again. */
  async function becomeAnotherNode(): Promise<void> {
    if (shared === null) return
    await journal.standDown()
    await shared.rejoin()
    dispatcher.abandonAll()
    for (const answer of testers.values()) answer(lostTest())
    testers.clear()
    journal.resume()
  }

  function cancelIfInactive(webhookId: Id, laneId: Id): void {
    const state = catalog.webhook(webhookId)?.state ?? 'deleted'
    if (state !== 'active') cancellation.cancel({ id: webhookId, laneId, state })
  }

  async function raiseNotices(): Promise<void> {
    for (let raised = mostNotices; raised === mostNotices;) {
      const eventIds = Array.from({ length: mostNotices }, () => ids.next())
      raised = await store.raiseNotices(clock.nowMs(), eventIds)
      if (raised > 0) inbox.wake()
    }
  }

  function answerTester(finish: Finish): void {
    const answer = testers.get(finish.delivery.id)
    testers.delete(finish.delivery.id)
    answer?.(finish)
  }

  function takeDue(deliveries: readonly HeldDelivery[]): void {
    for (const delivery of deliveries) dispatcher.takeDue(delivery)
    dispatcher.pump()
  }

  function whyNotReady(): string | null {
    if (!isRunning) return 'The engine is not running.'
    const fault = journal.fault ?? upkeep.fault
    if (fault !== null) return `The database does not take what is written: ${fault}`
    return upkeep.isOwner() ? null : 'The database has not answered for a while.'
  }

  async function startSending(): Promise<void> {
    await store.takeOver(clock.nowMs())
    loader.start()
    await news.lookThroughLanes()
    waker.start()
    inbox.start()
    news.start()
  }

  return {
    catalog,
    async start() {
      await refreshCatalog()
      await health.refresh()
      shared?.watchCatalog(() => {
        refreshCatalog().catch((error) => onError(error, 'reading the catalogue'))
      })
      await upkeep.start()
      if (isWorker) await startSending()
      isRunning = true
    },
    publish: (requests) => publisher.publish(requests),
    prepare: (request) => publisher.prepare(request),
    async sendTest(request) {
      const webhook = catalog.webhook(request.webhookId)
      if (webhook === undefined) throw new RequestError('not_found', 'There is no such webhook.')
      const eventId = await publisher.publishTest(request, webhook)
      if (!isWorker) {
        const timeoutMs = options.profiles.get(webhook.profile)?.timeoutMs ?? 0
        return awaitTest(store, clock, { ...webhook, eventId, timeoutMs })
      }
      return new Promise((resolve, reject) => {
        testers.set(deliveryIdOf(eventId, 1), (answer) =>
          answer instanceof RequestError ? reject(answer) : resolve(answer),
        )
      })
    },
    refreshCatalog,
    wakeInbox: () => inbox.wake(),
    expectRaised: () => inbox.expect(),
    wakeLane(laneId) {
      dispatcher.recheck(laneId)
      dispatcher.noteParked(laneId)
      hintOwner(laneId)
    },
    wakeAt: (dueAtMs) => waker.wakeAt(dueAtMs),
    noteErasure: (erasure) => erasedSubjects.note(erasure),
    get isBehind() {
      return dispatcher.isBehind
    },
    failingSinceMs: (webhookId) => health.failingSinceMs(webhookId),
    heldInLane: (laneId) => dispatcher.heldIn(laneId),
    isReady: () => whyNotReady() === null,
    whyNotReady,
    async stop(graceMs) {
      isRunning = false
      publisher.close()
      const inboxEnded = inbox.stop()
      const newsEnded = news.stop()
      waker.stop()
      loader.stop()
      await cancellation.stop()
      await withinGrace(dispatcher.drain(), clock, graceMs)
      dispatcher.giveBackWaiting()
      await disabling.stop()
      await withinGrace(
        Promise.all([inboxEnded, newsEnded]).then(() => journal.flush()),
        clock,
        longestLastCommitMs,
      )
      await upkeep.stop()
    },
    gauges: {
      get held() {
        return dispatcher.held
      },
      get inFlight() {
        return dispatcher.inFlight
      },
      get waitingForCommit() {
        return journal.waiting
      },
      get lanes() {
        return dispatcher.lanes
      },
      get openBreakers() {
        return dispatcher.openBreakers
      },
      get failingWebhooks() {
        return health.failing
      },
    },
  }
}

function lostTest(): RequestError {
  return new RequestError(
    'unavailable',
    'This server had lost touch with its database, and others have the test now: try again.',
  )
}

async function withinGrace(work: Promise<void>, clock: Clock, graceMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = clock.setTimer(resolve, graceMs)
    void work.then(() => {
      timer.cancel()
      resolve()
    })
  })
}
