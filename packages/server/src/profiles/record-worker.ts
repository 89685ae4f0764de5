import type { Clock, Timer } from '../domain/clock.ts'
import type { ProfileRecord, ProfileStore, RecordKey } from '../stores/profile-store.ts'
import type { ProfileWorker } from './profile-worker.ts'

export interface RecordWorkerOptions {
  readonly profile: string
  readonly store: Pick<ProfileStore, 'claimRecords' | 'changeRecords'>
  readonly clock: Clock
  /**
   * Does what is due. What it writes depends on the version of the record, and says when the record
   * is due again. When it rejects, the record is given to it again a little later.
   */
  readonly work: (record: ProfileRecord) => Promise<void>
  readonly mostAtOnce: number
  /** How long a record is this worker's own: longer than any work takes. */
  readonly claimMs: number
  readonly onError: (error: unknown, doing: string) => void
}

/** Other nodes write records too, and the wall clock may jump. */
const longestSleepMs = 5000
const shortestBackoffMs = 1000
const longestBackoffMs = 300_000
/** What fails is remembered, and some of it never gets to succeed: somebody else deletes it. */
const mostRemembered = 10_000

/**
 * Works through the records of a profile as they fall due. Nothing but the store knows what there
 * is to do: a worker that dies is followed, once its claims have run out, by any other.
 */
export function createRecordWorker(options: RecordWorkerOptions): ProfileWorker {
  const { profile, store, clock, work, mostAtOnce, claimMs, onError } = options
  const running = new Map<string, ProfileRecord>()
  const failures = new Map<string, number>()
  let isStopped = true
  let timer: Timer | null = null
  let claiming: Promise<void> | null = null
  let isWanted = false

  function wake(): void {
    isWanted = true
    if (isStopped || claiming !== null || running.size >= mostAtOnce) return
    timer?.cancel()
    claiming = claim().finally(() => {
      claiming = null
      if (isWanted) wake()
    })
  }

  async function claim(): Promise<void> {
    isWanted = false
    const nowMs = clock.nowMs()
    const limit = mostAtOnce - running.size
    let nextMs = nowMs + longestSleepMs
    try {
      const untilMs = nowMs + claimMs
      const { records, nextDueAtMs } = await store.claimRecords(profile, { nowMs, untilMs, limit })
      if (nextDueAtMs !== null) nextMs = Math.min(nextMs, nextDueAtMs)
      for (const record of records) begin(record)
      if (isStopped) await giveBack(records)
    } catch (error) {
      onError(error, `claiming what the profile ${profile} has to do`)
    }
    if (!isStopped) timer = clock.setTimer(wake, Math.max(0, nextMs - clock.nowMs()))
  }

  function begin(record: ProfileRecord): void {
    if (isStopped) return
    const name = nameOf(record)
    running.set(name, record)
    void carryOut(name, record).finally(() => {
      if (running.get(name) === record) running.delete(name)
      // There is room again, and what was just done may be due again.
      wake()
    })
  }

  async function carryOut(name: string, record: ProfileRecord): Promise<void> {
    try {
      await work(record)
      failures.delete(name)
    } catch (error) {
      if (isStopped) return
      onError(error, `working on the ${record.kind} ${record.id} of the profile ${profile}`)
      await postpone(name, record)
    }
  }

  async function postpone(name: string, record: ProfileRecord): Promise<void> {
    const count = (failures.get(name) ?? 0) + 1
    if (failures.size >= mostRemembered) failures.clear()
    failures.set(name, count)
    const backoffMs = Math.min(shortestBackoffMs * 2 ** (count - 1), longestBackoffMs)
    await makeDue(record, clock.nowMs() + backoffMs)
  }

  async function giveBack(records: Iterable<ProfileRecord>): Promise<void> {
    const nowMs = clock.nowMs()
    await Promise.all(Array.from(records, (record) => makeDue(record, nowMs)))
  }

  /** Where it fails, the claim runs out; where the record has changed, it is due when that says. */
  async function makeDue(record: ProfileRecord, dueAtMs: number): Promise<void> {
    const { version: ifVersion, data } = record
    try {
      await store.changeRecords([{ kind: 'update', key: record, ifVersion, data, dueAtMs }], [])
    } catch (error) {
      onError(error, `putting off the ${record.kind} ${record.id} of the profile ${profile}`)
    }
  }

  return {
    start() {
      isStopped = false
      wake()
    },
    wake,
    async stop() {
      isStopped = true
      timer?.cancel()
      await claiming
      await giveBack(running.values())
    },
  }
}

function nameOf({ workspaceId, kind, id }: RecordKey): string {
  return `${workspaceId}/${kind}/${id}`
}
