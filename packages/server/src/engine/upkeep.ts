import type { Clock } from '../domain/clock.ts'
import { messageOf } from '../domain/errors.ts'
import { NodeLostError } from '../stores/store-error.ts'
import type { UpkeepStore } from '../stores/upkeep-store.ts'
import { repeat } from './repeat.ts'

export interface UpkeepDependencies {
  readonly store: UpkeepStore
  readonly clock: Clock
  readonly refreshCatalog: () => Promise<void>
  readonly wakeInbox: () => void
  /** Raises what has waited for its hour to be over. */
  readonly raiseNotices: () => Promise<void>
  /** Reads which webhooks other nodes have seen fail, or work again. */
  readonly refreshHealth: () => Promise<void>
  /** What a node that is gone has held is parked now. */
  readonly onTakenOver: () => Promise<void>
  /** Others have taken over what this one held; when it resolves, the process is another node. */
  readonly onLost: () => Promise<void>
  /** False: this node leaves the sending to others. */
  readonly isWorker: boolean
  /** Other nodes write there too, and what failed is tried again. */
  readonly wakeInboxEveryMs: number
  /** The node is (again) known to be alive. */
  readonly onHeartbeat: () => void
  readonly onError: (error: unknown, doing: string) => void
}

/** What a node does beside the path of events: heartbeat, indexing, idempotency keys, catalogue, inbox, notices. */
export interface Upkeep {
  /** Resolves after the first heartbeat. */
  start(): Promise<void>
  /** False when others may have taken over what this node holds: then it may begin no attempt. */
  isOwner(): boolean
  /** Why the last heartbeat was not written; null when it was. */
  readonly fault: string | null
  stop(): Promise<void>
}

const heartbeatEveryMs = 2000
/** The sooner it is known that the database is back, the sooner events are accepted again. */
const heartbeatAgainMs = 250
/** Others take over after 12 s; attempts begin only well before that. */
const ownerForMs = 8000
const indexEveryMs = 250
const indexStep = 16_000
const turnIdempotencyEveryMs = 10 * 60 * 1000
/** Others change it, too, and are promised that this is known everywhere within a second. */
const refreshCatalogEveryMs = 500
/** Others are known to be gone after 12 s of silence. */
const takeOverEveryMs = 1000
const raiseNoticesEveryMs = 60 * 1000
const refreshHealthEveryMs = 10 * 1000

export function createUpkeep(dependencies: UpkeepDependencies): Upkeep {
  const { store, clock, refreshCatalog, wakeInbox, onHeartbeat, onError } = dependencies
  const { raiseNotices, refreshHealth, wakeInboxEveryMs } = dependencies
  const { onTakenOver, onLost, isWorker } = dependencies
  let lastHeartbeatMs = Number.NEGATIVE_INFINITY
  let fault: string | null = null
  let tasks: { stop(): Promise<void> }[] = []
  let isStopped = false
  let wasLost = false

  async function heartbeat(): Promise<void> {
    if (wasLost) await rejoin()
    const atMs = clock.monotonicMs()
    try {
      await store.heartbeat(clock.nowMs())
    } catch (error) {
      fault = messageOf(error)
      if (!(error instanceof NodeLostError)) throw error
      wasLost = true
      onError(error, 'writing the heartbeat')
      return heartbeat()
    }
    fault = null
    lastHeartbeatMs = atMs
    onHeartbeat()
  }

  /** Begins nothing until the next heartbeat: nothing that is held is this node's any more. */
  async function rejoin(): Promise<void> {
    lastHeartbeatMs = Number.NEGATIVE_INFINITY
    await onLost()
    wasLost = false
  }

  async function index(): Promise<void> {
    while (!isStopped && (await store.indexHistory(indexStep)));
  }

  function every(everyMs: number, doing: string, task: () => Promise<void>): void {
    tasks.push(repeat(task, { clock, everyMs, onError: (error) => onError(error, doing) }))
  }

  function everyHeartbeat(): void {
    const onFault = (error: unknown): void => onError(error, 'writing the heartbeat')
    const options = {
      clock,
      everyMs: heartbeatEveryMs,
      againMs: heartbeatAgainMs,
      onError: onFault,
    }
    tasks.push(repeat(heartbeat, options))
  }

  return {
    async start() {
      await heartbeat()
      everyHeartbeat()
      every(indexEveryMs, 'indexing the history', index)
      every(refreshCatalogEveryMs, 'reading the catalogue', refreshCatalog)
      every(turnIdempotencyEveryMs, 'dropping old idempotency keys', () =>
        store.turnIdempotency(clock.nowMs()),
      )
      if (!isWorker) return
      every(wakeInboxEveryMs, 'waking the inbox', async () => wakeInbox())
      every(refreshHealthEveryMs, 'reading which webhooks fail', refreshHealth)
      every(raiseNoticesEveryMs, 'raising notices', raiseNotices)
      every(takeOverEveryMs, 'taking over from other nodes', async () => {
        if ((await store.takeOver(clock.nowMs())) > 0) await onTakenOver()
      })
    },
    isOwner: () => clock.monotonicMs() - lastHeartbeatMs < ownerForMs,
    get fault() {
      return fault
    },
    async stop() {
      isStopped = true
      await Promise.all(tasks.map((task) => task.stop()))
      tasks = []
    },
  }
}
