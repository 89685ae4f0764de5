import type { HeldDelivery } from '../domain/delivery.ts'
import type { Id } from '../domain/ids.ts'
import { createAttempter } from './attempt.ts'
import { createCancellation } from './cancellation.ts'
import { createCatalog } from './catalog-index.ts'
import { createCatalogRefresh } from './catalog-refresh.ts'
import { createDispatcher } from './create-dispatcher.ts'
import { createDisabling } from './disabling.ts'
import type { EngineOptions } from './engine-options.ts'
import { ErasedSubjects } from './erased-subjects.ts'
import { createHealth } from './health.ts'
import { createInbox } from './inbox.ts'
import { createJournal } from './journal.ts'
import { createNodeNews } from './node-news.ts'
import { createOperationalNotices } from './operational-notices.ts'
import { createOtherNodes } from './other-nodes.ts'
import { createParkedLoader } from './parked-loader.ts'
import { createPublisher } from './publisher.ts'
import { raiseNotices } from './raise-notices.ts'
import { createSettlementNotes } from './settlement-notes.ts'
import { TestsUnderWay } from './tests-under-way.ts'
import { createUpkeep } from './upkeep.ts'
import { createWaker } from './waker.ts'

export type EngineParts = ReturnType<typeof connectParts>

/** Settlements that may wait for the store before sending pauses. */
const mostUnsettled = 20_000

/** Makes the engine's parts and says which of them tells which other of what. Nothing runs yet. */
export function connectParts(options: EngineOptions) {
  const { store, isWorker, clock, ids, metrics, limits, onError } = options
  const { shared } = store
  const catalog = createCatalog(options.profiles)
  const erasedSubjects = new ErasedSubjects()
  const tests = new TestsUnderWay()
  const refreshCatalog = createCatalogRefresh(readChanges)

  const cancellation = createCancellation({
    store,
    clock,
    onCanceled(laneId) {
      dispatcher.recheck(laneId)
      others.hintOwner(laneId)
    },
    onError,
  })
  const notices = createOperationalNotices({ clock, ids, catalog, formatId: options.formatId })
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
      journal.noteHeartbeat()
      others.noteWorkers()
      dispatcher.pump()
      dispatcher.forgetUnused()
      others.releaseLanes()
    },
    wakeInbox: () => inbox.wake(),
    onTakenOver: () => news.lookThroughLanes(),
    onLost: becomeAnotherNode,
    isWorker,
    raiseNotices: () => raiseNotices({ store, clock, ids, onRaised: () => inbox.wake() }),
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
    workers: () => others.workers,
    retrySpeedup: options.retrySpeedup,
    isErased: (event) => erasedSubjects.covers(event),
    maySend: () => upkeep.isOwner() && journal.waiting < mostUnsettled,
    judge: (settlement, outcome, route) => health.judge(settlement, outcome, route),
    settle: (settlement) => journal.settle(settlement),
    claimParked: (lane) => loader.load(lane),
    // It would be canceled when it is due; the others of the lane need not wait for that.
    onRest: (lane, { webhookId }) => cancelIfInactive(webhookId, lane.id),
  })
  const others = createOtherNodes({
    shared,
    onWorkers: () => dispatcher.noteWorkers(),
    takeReleased: () => dispatcher.takeReleased(),
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
  const journal = createJournal({
    store,
    catalog,
    clock,
    dispatcher,
    isWorker,
    metrics,
    limits,
    refreshCatalog,
    onSettled: createSettlementNotes({
      metrics,
      tests,
      dispatcher,
      wakeAt: (dueAtMs) => waker.wakeAt(dueAtMs),
      wakeInbox: () => inbox.wake(),
      cancelIfInactive,
    }),
    onError,
  })
  const inbox = createInbox({
    store,
    clock,
    catalog,
    journal,
    faultOf: (event) => publisher.faultOf(event),
    withAllChannels: (event) => publisher.withAllChannels(event),
    refreshCatalog,
    metrics,
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
  const publisher = createPublisher({
    catalog,
    profileTypes: options.profileTypes,
    schemas: options.schemas,
    ids,
    journal,
    metrics,
  })

  async function readChanges(): Promise<void> {
    const isFirst = catalog.version === 0
    const changes = await store.catalogChanges(catalog.version)
    for (const webhook of changes.webhooks) health.noteChange(catalog.webhook(webhook.id), webhook)
    catalog.apply(changes)
    for (const webhook of changes.webhooks) dispatcher.noteChange(webhook)
    if (!isFirst) cancellation.noteChanges(changes)
  }

  /** Others have what this node held: it forgets it, before it is allowed to send again. */
  async function becomeAnotherNode(): Promise<void> {
    if (shared === null) return
    await journal.standDown()
    await shared.rejoin()
    dispatcher.abandonAll()
    tests.abandonAll()
    journal.resume()
  }

  function cancelIfInactive(webhookId: Id, laneId: Id): void {
    const state = catalog.webhook(webhookId)?.state ?? 'deleted'
    if (state !== 'active') cancellation.cancel({ id: webhookId, laneId, state })
  }

  function takeDue(deliveries: readonly HeldDelivery[]): void {
    for (const delivery of deliveries) dispatcher.takeDue(delivery)
    dispatcher.pump()
  }

  return {
    catalog,
    refreshCatalog,
    erasedSubjects,
    tests,
    cancellation,
    disabling,
    health,
    upkeep,
    dispatcher,
    others,
    loader,
    waker,
    journal,
    inbox,
    news,
    publisher,
  }
}
