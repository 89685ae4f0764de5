import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { eventually } from '../../test/support/eventually.ts'
import { ManualClock, realPause } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import {
  startTestEngine,
  type TestEngine,
  type TestEngineOptions,
} from '../../test/support/test-engine.ts'
import type { RaisedEvent } from '../domain/event.ts'
import {
  bytesOf,
  entryOf,
  raisedEvent,
  sampleAudit,
  sampleKey,
  sampleWorkspace,
  startMs,
} from '../stores/contract/samples.ts'
import type { CommitBatch } from '../stores/journal-store.ts'
import type { Store } from '../stores/store.ts'
import { StoreError } from '../stores/store-error.ts'

const failure = (outcome: 'refused' | 'unknown'): StoreError => new StoreError(outcome, 'a fault')

/** An event with a number in its data, by which the test knows it again. */
function numbered({ workspaceId }: Pick<RaisedEvent, 'workspaceId'>, n: number): RaisedEvent {
  return raisedEvent({ workspaceId, data: bytesOf(`{"n":${n}}`) })
}

function raise(store: Store, ...events: readonly RaisedEvent[]): Promise<void> {
  return store.insertKey(sampleKey(), sampleAudit(), events)
}

async function isEmpty(store: Store): Promise<boolean> {
  return (await store.readInbox(0, 1)).length === 0
}

/** The numbers in what was sent. */
function sentNumbers({ sender }: TestEngine): number[] {
  return sender.requests.map(({ body }) => JSON.parse(Buffer.from(body).toString()).n)
}

/** The numbers of what was journaled, in order. */
function recordJournaled(numbers: number[]) {
  return (store: Store): Pick<Store, 'commit'> => ({
    async commit(batch) {
      const result = await store.commit(batch)
      if (result.kind === 'committed') numbers.push(...numbersIn(batch))
      return result
    },
  })
}

function numbersIn(batch: CommitBatch): number[] {
  return batch.publishes.map(({ event }) => JSON.parse(Buffer.from(event.data).toString()).n)
}

async function startEngine(
  directory: string,
  options: Omit<TestEngineOptions, 'directory'> = {},
): Promise<TestEngine & { readonly clock: ManualClock }> {
  const clock = new ManualClock(startMs)
  return { ...(await startTestEngine({ directory, clock, ...options })), clock }
}

test('what was raised is journaled and sent at once, though no catalogue knows its type', async (t) => {
  // The clock stands still, so that nothing but the wake can have done it.
  await using running = await startEngine(temporaryDirectory(t))
  const { store, engine } = running
  const closed = sampleWorkspace({ openCatalogue: false })
  await store.insertWorkspace(closed, sampleAudit())
  const webhook = await running.addWebhook({ workspaceId: closed.id })
  const event = raisedEvent({ workspaceId: closed.id, type: 'nobody.knows' })
  await raise(store, event)
  engine.wakeInbox()
  await eventually('the attempt', () => running.sender.requests.length === 1)
  assert.deepEqual(running.sender.requests[0]?.body, event.data)
  assert.deepEqual(await store.getEvent(closed.id, event.id), event)
  const [delivery] = await store.listDeliveriesOfEvent(closed.id, event.id)
  assert.equal(delivery?.webhookId, webhook.id)
  assert.equal(running.counts.accepted, 1)
  assert.ok(await isEmpty(store))
})

test('what waits in the inbox at the start is journaled', async (t) => {
  const directory = temporaryDirectory(t)
  const first = await startEngine(directory)
  await first.addWebhook()
  await raise(first.store, numbered(first, 1))
  await first.end(0)
  await using second = await startEngine(directory)
  await eventually('the attempt', () => second.sender.requests.length === 1)
  assert.deepEqual(sentNumbers(second), [1])
})

test('what another node has raised is found within a second', async (t) => {
  await using running = await startEngine(temporaryDirectory(t))
  await running.addWebhook()
  await raise(running.store, numbered(running, 1))
  await realPause(20)
  assert.equal(await isEmpty(running.store), false)
  await running.clock.advance(1000)
  await eventually('the attempt', () => running.sender.requests.length === 1)
})

test('a long inbox is journaled page by page, in its order, once', async (t) => {
  const numbers: number[] = []
  let largest = 0
  await using running = await startEngine(temporaryDirectory(t), {
    wrapStore: (store) => ({
      async commit(batch) {
        largest = Math.max(largest, batch.publishes.length)
        return recordJournaled(numbers)(store).commit(batch)
      },
    }),
  })
  const wanted = Array.from({ length: 250 }, (_, index) => index)
  await raise(running.store, ...wanted.map((n) => numbered(running, n)))
  for (let times = 0; times < 5; times += 1) running.engine.wakeInbox()
  await eventually('an empty inbox', () => isEmpty(running.store))
  assert.deepEqual(numbers, wanted)
  assert.equal(largest, 100)
})

test('what is raised while the inbox is read is journaled without another wake', async (t) => {
  const gate = Promise.withResolvers<void>()
  let reads = 0
  await using running = await startEngine(temporaryDirectory(t), {
    wrapStore: (store) => ({
      async readInbox(after, limit) {
        const entries = await store.readInbox(after, limit)
        reads += 1
        if (reads === 2) await gate.promise
        return entries
      },
    }),
  })
  await eventually('the first look', () => reads === 1)
  running.engine.wakeInbox()
  await eventually('the second look', () => reads === 2)
  await raise(running.store, numbered(running, 1))
  running.engine.wakeInbox()
  gate.resolve()
  await eventually('an empty inbox', () => isEmpty(running.store))
})

for (const [name, wasWritten] of [
  ['that was written', true],
  ['that was not written', false],
] as const) {
  test(`after a commit of unknown outcome ${name}, each event is sent exactly once`, async (t) => {
    let faults = 1
    await using running = await startEngine(temporaryDirectory(t), {
      wrapStore: (store) => ({
        async commit(batch) {
          if (batch.publishes.length === 0 || faults-- <= 0) return store.commit(batch)
          if (wasWritten) await store.commit(batch)
          throw failure('unknown')
        },
      }),
    })
    await running.addWebhook()
    await raise(running.store, numbered(running, 1), numbered(running, 2))
    running.engine.wakeInbox()
    const passing = { clock: running.clock, stepMs: 50 }
    await asTimePasses(passing, 'both deliveries', () => running.counts.ended === 2)
    await asTimePasses(passing, 'an empty inbox', () => isEmpty(running.store))
    await running.publish(['{"n":3}'])
    await asTimePasses(passing, 'the next event', () => running.counts.ended === 3)
    assert.deepEqual(new Set(sentNumbers(running)), new Set([1, 2, 3]))
    assert.equal(running.sender.requests.length, 3)
  })
}

test('what somebody else journals between reading and writing is not sent again', async (t) => {
  await using running = await startEngine(temporaryDirectory(t), {
    wrapStore: (store) => ({
      async readInbox(after, limit) {
        const entries = await store.readInbox(after, limit)
        const { version } = await store.catalogChanges(0)
        const publishes = entries
          .slice(0, 1)
          .map(({ seq, event }) => ({ ...entryOf(event, []), inboxSeq: seq }))
        await store.commit({ catalogVersion: version, publishes, settlements: [] })
        return entries
      },
    }),
  })
  await running.addWebhook()
  const taken = numbered(running, 1)
  await raise(running.store, taken, numbered(running, 2))
  running.engine.wakeInbox()
  await eventually('the other attempt', () => running.sender.requests.length === 1)
  assert.deepEqual(sentNumbers(running), [2])
  assert.deepEqual(await running.store.listDeliveriesOfEvent(running.workspaceId, taken.id), [])
  assert.equal(running.counts.accepted, 1)
})

test('a store that fails loses nothing and keeps the order', async (t) => {
  const broken = { reading: true, writing: true }
  const numbers: number[] = []
  await using running = await startEngine(temporaryDirectory(t), {
    wrapStore: (store) => ({
      readInbox: (after, limit) =>
        broken.reading ? Promise.reject(failure('refused')) : store.readInbox(after, limit),
      async commit(batch) {
        if (broken.writing && batch.publishes.length > 0) throw failure('refused')
        return recordJournaled(numbers)(store).commit(batch)
      },
    }),
  })
  const wanted = Array.from({ length: 150 }, (_, index) => index)
  await raise(running.store, ...wanted.map((n) => numbered(running, n)))
  running.engine.wakeInbox()
  await running.clock.advance(1000)
  broken.reading = false
  const passing = { clock: running.clock, stepMs: 200 }
  for (let steps = 0; steps < 20; steps += 1) {
    await running.clock.advance(passing.stepMs)
    await realPause(2)
  }
  assert.equal((await running.store.readInbox(0, 200)).length, 150)
  broken.writing = false
  await asTimePasses(passing, 'an empty inbox', () => isEmpty(running.store))
  assert.deepEqual(numbers, wanted)
})

test('an event that the store cannot take holds up no other', async (t) => {
  let isBroken = true
  const isBad = (batch: CommitBatch): boolean => isBroken && numbersIn(batch).includes(1)
  await using running = await startEngine(temporaryDirectory(t), {
    wrapStore: (store) => ({
      commit: (batch) => (isBad(batch) ? Promise.reject(failure('refused')) : store.commit(batch)),
    }),
  })
  await running.addWebhook()
  await raise(running.store, ...[0, 1, 2, 3].map((n) => numbered(running, n)))
  running.engine.wakeInbox()
  await eventually('the others', () => running.sender.requests.length === 3)
  await raise(running.store, numbered(running, 4))
  const passing = { clock: running.clock, stepMs: 200 }
  await asTimePasses(passing, 'a later one', () => running.counts.ended === 4)
  assert.equal((await running.store.readInbox(0, 10)).length, 1)
  isBroken = false
  await asTimePasses(passing, 'the bad one', () => running.counts.ended === 5)
  assert.deepEqual(sentNumbers(running), [0, 2, 3, 4, 1])
})

test('an event that the store refuses every time is rejected, and those that wait behind it go on', async (t) => {
  const isBad = (batch: CommitBatch): boolean => numbersIn(batch).includes(1)
  await using running = await startEngine(temporaryDirectory(t), {
    wrapStore: (store) => ({
      commit: (batch) => (isBad(batch) ? Promise.reject(failure('refused')) : store.commit(batch)),
    }),
  })
  const { store, workspaceId } = running
  await running.addWebhook({ ordered: true })
  const events = [0, 1, 2, 3].map((n) => numbered(running, n))
  await raise(store, ...events)
  const passing = { clock: running.clock, stepMs: 200 }
  let others = 0
  await asTimePasses(passing, 'an empty inbox', async () => {
    others += 1
    await running.publish(['{"n":9}'])
    return isEmpty(store)
  })
  await asTimePasses(passing, 'the others', () => running.counts.ended === 3 + others)
  assert.deepEqual(
    sentNumbers(running).filter((n) => n !== 9),
    [0, 2, 3],
  )
  const [rejected] = await store.listRejectedEvents(workspaceId, { before: null, limit: 10 })
  assert.equal(rejected?.id, events[1]?.id)
  assert.equal(rejected?.reason, 'The database does not take it: a fault')
  assert.equal(running.counts.refused, 1)
})

test('an event is not rejected for what this node has not heard of yet', async (t) => {
  await using running = await startEngine(temporaryDirectory(t), {
    wrapStore: (store) => ({
      async readInbox(after, limit) {
        const entries = await store.readInbox(after, limit)
        return entries.map((entry) => ({ ...entry, isChecked: false }))
      },
    }),
  })
  const { store, engine } = running
  const workspace = sampleWorkspace({ openCatalogue: true })
  await store.insertWorkspace(workspace, sampleAudit())
  const known = raisedEvent({ workspaceId: workspace.id })
  const unheardOf = raisedEvent()
  await raise(store, known, unheardOf)
  engine.wakeInbox()
  await eventually('an empty inbox', () => isEmpty(store))
  assert.deepEqual(await store.getEvent(workspace.id, known.id), known)
  assert.equal(await store.getEvent(unheardOf.workspaceId, unheardOf.id), null)
  assert.notEqual(await store.getRejectedEvent(unheardOf.workspaceId, unheardOf.id), null)
})

test('an event of a workspace that was deleted is journaled and goes to nobody', async (t) => {
  await using running = await startEngine(temporaryDirectory(t))
  const { store, engine, workspaceId } = running
  const webhook = await running.addWebhook()
  const gone = raisedEvent({ workspaceId })
  const unheardOf = raisedEvent()
  await raise(store, gone, unheardOf)
  await running.changeWebhook(webhook, { state: 'deleted' })
  const workspace = engine.catalog.workspace(workspaceId)
  assert.ok(workspace !== undefined)
  const deleted = { ...workspace, updatedAtMs: startMs + 1, deletedAtMs: startMs + 1 }
  await store.updateWorkspace(deleted, workspace.updatedAtMs, sampleAudit())
  engine.wakeInbox()
  await eventually('an empty inbox', () => isEmpty(store))
  assert.deepEqual(await store.getEvent(workspaceId, gone.id), gone)
  assert.deepEqual(await store.getEvent(unheardOf.workspaceId, unheardOf.id), unheardOf)
  assert.deepEqual(running.sender.requests, [])
})

test('events that find no room wait in the inbox for their turn', async (t) => {
  const numbers: number[] = []
  await using running = await startEngine(temporaryDirectory(t), {
    limits: { maxWaitingBytes: 20 },
    wrapStore: recordJournaled(numbers),
  })
  const wanted = Array.from({ length: 9 }, (_, index) => index)
  await raise(running.store, ...wanted.map((n) => numbered(running, n)))
  const passing = { clock: running.clock, stepMs: 200 }
  await asTimePasses(passing, 'an empty inbox', () => isEmpty(running.store))
  assert.deepEqual(numbers, wanted)
})

test('an engine that ends waits for what it has handed to the journal, and hands in no more', async (t) => {
  const directory = temporaryDirectory(t)
  const gate = Promise.withResolvers<void>()
  let commits = 0
  const running = await startEngine(directory, {
    wrapStore: (store) => ({
      async commit(batch) {
        commits += 1
        await gate.promise
        return store.commit(batch)
      },
    }),
  })
  const events = Array.from({ length: 150 }, (_, n) => numbered(running, n))
  await raise(running.store, ...events)
  running.engine.wakeInbox()
  await eventually('a commit', () => commits === 1)
  const ended = running.end(0)
  gate.resolve()
  await ended
  await using next = await startEngine(directory)
  await eventually('an empty inbox', () => isEmpty(next.store))
  assert.equal(running.counts.accepted, 100)
  assert.equal(next.counts.accepted, 50)
})
