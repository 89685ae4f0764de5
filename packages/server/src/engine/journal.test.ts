import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { eventually } from '../../test/support/eventually.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import {
  acceptedId,
  numberedEvents,
  startTestEngine,
  type TestEngine,
} from '../../test/support/test-engine.ts'
import { sentHeader } from '../../test/support/test-sender.ts'
import { answered, sampleAudit, sampleWebhook, startMs } from '../stores/contract/samples.ts'
import type { CommitBatch } from '../stores/journal-store.ts'
import type { Store } from '../stores/store.ts'
import { StoreError } from '../stores/store-error.ts'
import type { PublishResult } from './engine.ts'

const failure = (outcome: 'refused' | 'unknown'): StoreError => new StoreError(outcome, 'a fault')

function codesOf(results: readonly PublishResult[]): string[] {
  return results.map((result) => (result.kind === 'accepted' ? 'accepted' : result.error.code))
}

function sentBodies({ sender }: TestEngine): string[] {
  return sender.requests.map(({ body }) => Buffer.from(body).toString('utf8'))
}

test('what arrives during a commit goes into the next one, as one batch', async (t) => {
  const gate = Promise.withResolvers<void>()
  const sizes: number[] = []
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    wrapStore: (store) => ({
      async commit(batch) {
        sizes.push(batch.publishes.length)
        if (sizes.length === 1) await gate.promise
        return store.commit(batch)
      },
    }),
  })
  const first = running.publish(['{}'])
  await eventually('the first commit', () => sizes.length === 1)
  const others = numberedEvents(20).map((data) => running.publish([data]))
  gate.resolve()

  assert.deepEqual(
    codesOf((await Promise.all([first, ...others])).flat()),
    Array(21).fill('accepted'),
  )
  assert.deepEqual(sizes, [1, 20])
})

test('a refused batch is split, so that only the bad publish is answered "unavailable"', async (t) => {
  const isBad = ({ publishes }: CommitBatch): boolean =>
    publishes.some(({ event }) => Buffer.from(event.data).includes('"n":5}'))
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    wrapStore: (store) => ({
      commit: (batch) => (isBad(batch) ? Promise.reject(failure('refused')) : store.commit(batch)),
    }),
  })
  await running.addWebhook()
  const data = numberedEvents(8)

  const codes = codesOf(await running.publish(data))

  assert.deepEqual(
    codes,
    data.map((_, index) => (index === 5 ? 'unavailable' : 'accepted')),
  )
  await eventually('seven deliveries', () => running.counts.ended === 7)
  assert.deepEqual(
    sentBodies(running).toSorted(),
    data.filter((_, index) => index !== 5),
  )
})

test('after a commit of unknown outcome, what was written is sent as held and the rest never', async (t) => {
  let faults = 1
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    wrapStore: (store) => ({
      async commit(batch) {
        if (batch.publishes.length === 0 || faults-- <= 0) return store.commit(batch)
        await store.commit({ ...batch, publishes: batch.publishes.slice(0, 2) })
        throw failure('unknown')
      },
    }),
  })
  const webhook = await running.addWebhook()

  const lost = await running.publish(numberedEvents(4))
  const later = await running.publish(['{"later":true}'])

  assert.deepEqual(codesOf(lost), Array(4).fill('unavailable'))
  assert.deepEqual(codesOf(later), ['accepted'])
  await eventually('three deliveries', () => running.counts.ended === 3)
  assert.deepEqual(sentBodies(running), ['{"n":0}', '{"n":1}', '{"later":true}'])
  for (const request of running.sender.requests) {
    const view = await running.deliveryOf(sentHeader(request, 'x-event-id'))
    assert.equal(view.id, sentHeader(request, 'x-delivery-id'))
    assert.equal(view.webhookId, webhook.id)
    assert.deepEqual([view.status, view.attempts], ['success', 1])
  }
})

test('nothing is acknowledged until it is known what an unknown commit has written', async (t) => {
  let faults = 1
  let lookUps = 0
  let isDown = true
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    wrapStore: (store) => ({
      commit: (batch) => (faults-- > 0 ? Promise.reject(failure('unknown')) : store.commit(batch)),
      findJournaled(ids) {
        lookUps += 1
        return isDown ? Promise.reject(failure('refused')) : store.findJournaled(ids)
      },
    }),
  })
  assert.deepEqual(codesOf(await running.publish(['{}'])), ['unavailable'])
  let isAnswered = false
  const next = running.publish(['{}']).finally(() => {
    isAnswered = true
  })
  await eventually('a second look-up', () => lookUps >= 2)
  const meanwhile = { isAnswered, isReady: running.engine.isReady() }
  isDown = false
  assert.deepEqual(meanwhile, { isAnswered: false, isReady: false })
  assert.deepEqual(codesOf(await next), ['accepted'])
  assert.equal(running.engine.isReady(), true)
})

test('a bad publish does not take the node out of service', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    wrapStore: () => ({ commit: () => Promise.reject(failure('refused')) }),
  })
  assert.deepEqual(codesOf(await running.publish(['{}'])), ['unavailable'])
  assert.equal(running.engine.isReady(), true)
})

test('a node that has looked up an unknown commit is ready again, though nobody publishes', async (t) => {
  let faults = 1
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    wrapStore: (store) => ({
      commit: (batch) => (faults-- > 0 ? Promise.reject(failure('unknown')) : store.commit(batch)),
    }),
  })
  assert.deepEqual(codesOf(await running.publish(['{}'])), ['unavailable'])
  assert.equal(running.engine.isReady(), false)
  await eventually('the node to be ready', () => running.engine.isReady())
})

for (const [name, times, fail] of [
  ['refused once', 1, () => Promise.reject(failure('refused'))],
  ['refused, and each of them alone too', 3, () => Promise.reject(failure('refused'))],
  ['lost without a trace', 1, () => Promise.reject(failure('unknown'))],
  [
    'written, but with an unknown outcome',
    1,
    async (store: Store, batch: CommitBatch) => {
      await store.commit(batch)
      throw failure('unknown')
    },
  ],
] as const) {
  test(`settlements whose commit was ${name} are written again, and only once`, async (t) => {
    const clock = new ManualClock(startMs)
    let faults: number = times
    await using running = await startTestEngine({
      directory: temporaryDirectory(t),
      clock,
      profile: { retry: { delaysMs: [3_600_000], jitter: 0 } },
      wrapStore: (store) => ({
        commit: (batch) =>
          batch.settlements.length > 0 && faults-- > 0 ? fail(store, batch) : store.commit(batch),
      }),
    })
    await running.addWebhook()
    running.sender.answer = ({ body }) => answered(body[5] === '0'.charCodeAt(0) ? 200 : 500)
    const [succeeding, failing] = await running.publish(numberedEvents(2))
    const passing = { clock, stepMs: 50 }
    await asTimePasses(passing, 'the fault and the repeat', async () => {
      const { scheduled } = await running.store.stats()
      return running.counts.ended === 1 && scheduled === 1 && running.engine.isReady()
    })

    const success = await running.deliveryOf(acceptedId(succeeding))
    assert.deepEqual([success.status, success.attempts], ['success', 1])
    const retry = await running.deliveryOf(acceptedId(failing))
    assert.deepEqual([retry.status, retry.attempts], ['pending', 1])
    assert.notEqual(retry.nextAttemptAtMs, null)
    assert.equal(running.sender.requests.length, 2)

    running.sender.answer = () => answered(200)
    await clock.advance(3_600_000)
    await asTimePasses(passing, 'the retry', () => running.counts.ended === 2)
    const detail = await running.store.getDelivery(running.workspaceId, retry.id)
    assert.deepEqual(
      detail?.allAttempts.map(({ number }) => number),
      [1, 2],
    )
  })
}

test('a webhook that was created through the store alone gets the very next event', async (t) => {
  // The clock stands still, so that the catalogue is not refreshed for another reason.
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock: new ManualClock(startMs),
  })
  const { workspaceId } = running
  const webhook = sampleWebhook({ workspaceId, eventTypes: ['*'] })
  await running.store.insertWebhook(webhook, null, sampleAudit())

  const [result] = await running.publish(['{}'])

  assert.equal((await running.deliveryOf(acceptedId(result))).webhookId, webhook.id)
  assert.equal(running.sender.requests.length, 1)
})

test('publishes that wait beyond the bounds are refused as "unavailable", and counted', async (t) => {
  const clock = new ManualClock(startMs)
  const gate = Promise.withResolvers<void>()
  let commits = 0
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    limits: { maxWaitingBytes: 16, maxWaitingMs: 1000 },
    wrapStore: (store) => ({
      async commit(batch) {
        commits += 1
        await gate.promise
        return store.commit(batch)
      },
    }),
  })
  const inCommit = running.publish(numberedEvents(1))
  await eventually('the first commit', () => commits === 1)
  const waiting = running.publish(numberedEvents(1))
  await clock.advance(1000)
  const stillFits = running.publish(numberedEvents(1))
  const tooMany = running.publish(numberedEvents(1))
  await clock.advance(1)
  const tooLong = running.publish(['{}'])
  gate.resolve()

  assert.deepEqual(codesOf(await tooMany), ['unavailable'])
  assert.deepEqual(codesOf(await tooLong), ['unavailable'])
  assert.equal(running.counts.refused, 2)
  const results = await Promise.all([inCommit, waiting, stillFits])
  assert.deepEqual(codesOf(results.flat()), Array(3).fill('accepted'))
  assert.equal(running.counts.accepted, 3)
})

test('when a commit that did not answer was refused in the end, the next heartbeat lets events in again', async (t) => {
  const clock = new ManualClock(startMs)
  const gate = Promise.withResolvers<never>()
  let isAway = false
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    wrapStore: (store) => ({
      commit: (batch) => (isAway ? gate.promise : store.commit(batch)),
      heartbeat: (nowMs) => (isAway ? Promise.reject(failure('refused')) : store.heartbeat(nowMs)),
    }),
  })
  const passing = { clock, stepMs: 100 }
  isAway = true
  let codes: readonly string[] = []
  void running.publish(['{"n":1}']).then((results) => (codes = codesOf(results)))
  await asTimePasses(passing, 'the answer', () => codes[0] === 'unavailable')
  await asTimePasses(passing, 'refusal at once', () => running.engine.whyNotReady() !== null)
  await clock.advance(1000)
  gate.reject(failure('refused'))
  await eventually('the end of the commit', () => running.engine.gauges.waitingForCommit === 0)
  assert.deepEqual(codesOf(await running.publish(['{"n":2}'])), ['unavailable'])

  isAway = false
  await asTimePasses(passing, 'readiness', () => running.engine.isReady())
  assert.deepEqual(codesOf(await running.publish(['{"n":3}'])), ['accepted'])
})

test('a store that refuses everything is not asked for each event, and a heartbeat ends that', async (t) => {
  const clock = new ManualClock(startMs)
  let isAway = false
  let commits = 0
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    wrapStore: (store) => ({
      commit(batch) {
        commits += 1
        return isAway ? Promise.reject(failure('refused')) : store.commit(batch)
      },
      heartbeat: (nowMs) => (isAway ? Promise.reject(failure('refused')) : store.heartbeat(nowMs)),
    }),
  })
  isAway = true
  for (let n = 0; n < 20; n += 1) await running.publish(['{}'])
  await clock.advance(2500)
  const before = commits
  for (let n = 0; n < 100; n += 1) {
    assert.deepEqual(codesOf(await running.publish(['{}'])), ['unavailable'])
  }
  assert.equal(commits, before)

  isAway = false
  await asTimePasses({ clock, stepMs: 100 }, 'readiness', () => running.engine.isReady())
  assert.deepEqual(codesOf(await running.publish(['{}'])), ['accepted'])
})

test('who comes when a commit has not answered for as long as anybody waits is refused at once', async (t) => {
  const clock = new ManualClock(startMs)
  const gate = Promise.withResolvers<never>()
  let isStuck = false
  const running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    wrapStore: (store) => ({
      commit: (batch) => (isStuck ? gate.promise : store.commit(batch)),
    }),
  })
  isStuck = true
  let codes: readonly string[] = []
  void running.publish(['{"n":1}']).then((results) => (codes = codesOf(results)))
  await asTimePasses({ clock, stepMs: 100 }, 'the answer', () => codes[0] === 'unavailable')
  assert.deepEqual(codesOf(await running.publish(['{"n":2}'])), ['unavailable'])
  isStuck = false
  gate.reject(failure('refused'))
  await running.end(0)
})

test('who comes while an unknown commit is looked up, and that does not answer, waits as long and no longer', async (t) => {
  const clock = new ManualClock(startMs)
  const gate = Promise.withResolvers<never>()
  let isStuck = false
  let lookUps = 0
  const running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    wrapStore: (store) => ({
      commit: (batch) => (isStuck ? Promise.reject(failure('unknown')) : store.commit(batch)),
      findJournaled(ids) {
        lookUps += 1
        return isStuck ? gate.promise : store.findJournaled(ids)
      },
    }),
  })
  isStuck = true
  assert.deepEqual(codesOf(await running.publish(['{"n":1}'])), ['unavailable'])
  let codes: readonly string[] = []
  void running.publish(['{"n":2}']).then((results) => (codes = codesOf(results)))
  const passing = { clock, stepMs: 100 }
  await asTimePasses(passing, 'the look-up', () => lookUps === 1)
  await asTimePasses(passing, 'the answer', () => codes[0] === 'unavailable')
  isStuck = false
  gate.reject(failure('refused'))
  await running.end(0)
})
