import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { ManualClock, realPause } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { newId, startMs } from '../stores/contract/samples.ts'
import type { ProfileRecord } from '../stores/profile-store.ts'
import { openSqliteStore } from '../stores/sqlite/open-sqlite-store.ts'
import type { Store } from '../stores/store.ts'
import { StoreError } from '../stores/store-error.ts'
import { createRecordWorker, type RecordWorkerOptions } from './record-worker.ts'

const claimMs = 60_000
const workspaceId = newId()

interface Bench {
  readonly clock: ManualClock
  readonly store: Store
  /** What went wrong, in the words of the log. */
  readonly faults: string[]
  readonly start: (options: Partial<RecordWorkerOptions>) => ReturnType<typeof createRecordWorker>
}

async function setUp(t: TestContext): Promise<Bench> {
  const clock = new ManualClock(startMs)
  const store = await openSqliteStore({
    directory: temporaryDirectory(t),
    nowMs: () => clock.nowMs(),
  })
  const faults: string[] = []
  const workers: ReturnType<typeof createRecordWorker>[] = []
  t.after(async () => {
    for (const worker of workers) await worker.stop()
    await store.close()
  })
  return {
    clock,
    store,
    faults,
    start(options) {
      const worker = createRecordWorker({
        profile: 'acme',
        store,
        clock,
        mostAtOnce: 4,
        claimMs,
        work: async () => undefined,
        onError: (error, doing) => faults.push(`${doing}: ${String(error)}`),
        ...options,
      })
      workers.push(worker)
      worker.start()
      return worker
    },
  }
}

function keyOf(id: string) {
  return { profile: 'acme', workspaceId, kind: 'job', id }
}

async function insert(store: Store, id: string, dueAtMs: number): Promise<void> {
  const record = { ...keyOf(id), parentId: null, data: '{}', dueAtMs }
  await store.changeRecords([{ kind: 'insert', record }], [])
}

/** Writes that there is nothing more to do for it. */
function finish(store: Store, record: ProfileRecord) {
  const { version: ifVersion } = record
  const change = { kind: 'update', key: record, ifVersion, data: 'done', dueAtMs: null } as const
  return store.changeRecords([change], [])
}

test('each record is worked on when it is due, and not again', async (t) => {
  const { clock, store, start } = await setUp(t)
  const worked: [string, number][] = []
  for (const [id, afterMs] of [
    ['now', 0],
    ['soon', 1000],
    ['later', 400_000],
  ] as const) {
    await insert(store, id, startMs + afterMs)
  }
  start({
    async work(record) {
      worked.push([record.id, clock.nowMs() - startMs])
      await finish(store, record)
    },
  })
  await asTimePasses({ clock, stepMs: 0 }, 'the first', () => worked.length === 1)
  await asTimePasses({ clock, stepMs: 500 }, 'the second', () => worked.length === 2)
  await asTimePasses({ clock, stepMs: 5000 }, 'the third', () => worked.length === 3)
  for (let steps = 0; steps < 30; steps += 1) await clock.advance(5000)
  assert.deepEqual(
    worked.map(([id]) => id),
    ['now', 'soon', 'later'],
  )
  const [now, soon = 0, later = 0] = worked.map(([, afterMs]) => afterMs)
  assert.equal(now, 0)
  assert.ok(soon >= 1000, `soon came after ${soon}`)
  assert.ok(later >= 400_000, `later came after ${later}`)
})

test('what is due by a change is found at once by waking, and by itself in seconds', async (t) => {
  const { clock, store, start } = await setUp(t)
  const worked: string[] = []
  const worker = start({
    async work(record) {
      worked.push(record.id)
      await finish(store, record)
    },
  })
  await realPause(20)
  await insert(store, 'woken', startMs)
  worker.wake()
  await asTimePasses({ clock, stepMs: 0 }, 'the first', () => worked.includes('woken'))
  await insert(store, 'found', startMs)
  await asTimePasses({ clock, stepMs: 1000 }, 'the second', () => worked.includes('found'))
})

test('no more than so many are worked on at once, and each in its turn', async (t) => {
  const { clock, store, start } = await setUp(t)
  const count = 11
  for (let n = 0; n < count; n += 1) await insert(store, `${n}`, startMs)
  let open: (() => void)[] = []
  let most = 0
  const worked = new Set<string>()
  start({
    mostAtOnce: 3,
    async work(record) {
      worked.add(record.id)
      await new Promise<void>((resolve) => {
        open.push(resolve)
        most = Math.max(most, open.length)
      })
      await finish(store, record)
    },
  })
  await asTimePasses({ clock, stepMs: 0 }, 'all of them', () => {
    const ended = open
    open = []
    for (const end of ended) end()
    return worked.size === count
  })
  assert.equal(most, 3)
})

test('what fails is tried again, later and later, and holds up nothing else', async (t) => {
  const { clock, store, start, faults } = await setUp(t)
  await insert(store, 'bad', startMs)
  await insert(store, 'good', startMs)
  const times: number[] = []
  let isGoodDone = false
  start({
    async work(record) {
      if (record.id === 'bad') {
        times.push(clock.nowMs() - startMs)
        throw new Error('not today')
      }
      await finish(store, record)
      isGoodDone = true
    },
  })
  await asTimePasses({ clock, stepMs: 100 }, 'five tries', () => times.length === 5)
  assert.ok(isGoodDone)
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  for (const [index, gap] of gaps.entries()) {
    assert.ok(gap >= 1000 * 2 ** index, `gap ${index} was ${gap}`)
  }
  assert.match(faults[0] ?? '', /^working on the job bad of the profile acme: Error: not today$/)
})

test('a store that does not answer is asked again', async (t) => {
  const { clock, store, start, faults } = await setUp(t)
  await insert(store, 'one', startMs)
  let failures = 3
  const worked: string[] = []
  start({
    store: {
      changeRecords: (changes, events) => store.changeRecords(changes, events),
      claimRecords: (profile, claim) => {
        if (failures-- > 0) throw new StoreError('refused', 'disk full')
        return store.claimRecords(profile, claim)
      },
    },
    async work(record) {
      worked.push(record.id)
      await finish(store, record)
    },
  })
  await asTimePasses({ clock, stepMs: 1000 }, 'the record', () => worked.length === 1)
  assert.equal(faults.length, 3)
})

test('a worker that stops gives back what it has in hand, and writes nothing of it afterwards', async (t) => {
  const { clock, store, start } = await setUp(t)
  await insert(store, 'one', startMs)
  let end = (): void => undefined
  let late: Promise<unknown> = Promise.resolve()
  const worker = start({
    work: (record) =>
      new Promise((resolve) => {
        end = () => {
          late = finish(store, record)
          resolve()
        }
      }),
  })
  await asTimePasses({ clock, stepMs: 0 }, 'the claim', async () => {
    return (await store.getRecord(keyOf('one')))?.version === 2
  })
  await realPause(20)
  await worker.stop()
  const worked: number[] = []
  start({
    async work(record) {
      worked.push(record.version)
      end()
      assert.equal(await late, 'changed')
      await finish(store, record)
    },
  })
  await asTimePasses({ clock, stepMs: 0 }, 'the successor', async () => {
    return (await store.getRecord(keyOf('one')))?.data === 'done'
  })
  assert.deepEqual(worked, [4])
})

test('what a worker had in hand when it died is taken over when its claim has run out', async (t) => {
  const { clock, store, start } = await setUp(t)
  await insert(store, 'one', startMs)
  await store.claimRecords('acme', { nowMs: startMs, untilMs: startMs + claimMs, limit: 1 })
  let atMs: number | null = null
  start({
    async work(record) {
      atMs = clock.nowMs()
      await finish(store, record)
    },
  })
  await asTimePasses({ clock, stepMs: 1000 }, 'the record', () => atMs !== null)
  assert.ok((atMs ?? 0) >= startMs + claimMs)
})
