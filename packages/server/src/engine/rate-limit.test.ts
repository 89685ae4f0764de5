import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { ManualClock, realPause } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { numberedEvents, startTestEngine, type TestEngine } from '../../test/support/test-engine.ts'
import { answered, bytesOf, startMs } from '../stores/contract/samples.ts'
import { TokenBucket } from './rate-limit.ts'

const urlA = 'https://a.example/hook'

function sentTo({ sender }: TestEngine, url: string): number {
  return sender.requests.filter((request) => request.url === url).length
}

async function whatMayBegin(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await realPause(1)
}

test('a bucket gives its burst at once, then what comes back, and never more than it holds', async () => {
  const clock = new ManualClock(startMs)
  const bucket = new TokenBucket({ perSecond: 2, burst: 3 }, clock)
  let taken = 0
  const takeAll = (): void => {
    while (bucket.hasToken) {
      taken += 1
      bucket.take(takeAll)
    }
  }
  takeAll()
  assert.equal(taken, 3)
  await clock.advance(499)
  assert.equal(taken, 3)
  await clock.advance(1)
  assert.equal(taken, 4)
  assert.equal(bucket.isFull, false)

  const rested = new TokenBucket({ perSecond: 2, burst: 3 }, clock)
  await clock.advance(3_600_000)
  taken = 0
  while (rested.hasToken) {
    taken += 1
    rested.take(() => undefined)
  }
  assert.equal(taken, 3)
})

test('of any run of time, at most burst plus what comes back in it is given', async () => {
  const clock = new ManualClock(startMs)
  const limit = { perSecond: 7, burst: 4 }
  const bucket = new TokenBucket(limit, clock)
  const times: number[] = []
  for (let step = 0; step < 2000; step += 1) {
    if (step % 3 !== 0 && bucket.hasToken) {
      times.push(clock.monotonicMs())
      bucket.take(() => undefined)
    }
    await clock.advance((step * 7919) % 97)
  }
  for (const [index, fromMs] of times.entries()) {
    for (let last = index; last < times.length; last += 13) {
      const passedS = ((times[last] ?? 0) - fromMs) / 1000
      assert.ok(last - index + 1 <= limit.burst + limit.perSecond * passedS + 1e-6)
    }
  }
})

test('a webhook is sent its burst, then its rate; nothing is lost, little is in memory, others go on', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({ directory: temporaryDirectory(t), clock })
  await running.addWebhook({ url: urlA, rateLimit: { perSecond: 10, burst: 5 } })
  await running.addWebhook()
  await running.publish(numberedEvents(100))
  await asTimePasses({ clock, stepMs: 1 }, 'the other ones', () => running.counts.ended >= 100)
  await whatMayBegin()
  const early = sentTo(running, urlA)
  assert.ok(early <= 5 + clock.monotonicMs() / 100, `${early} were sent`)
  assert.ok(running.engine.gauges.held <= 16, `${running.engine.gauges.held} were held`)

  await asTimePasses({ clock, stepMs: 50 }, 'all of them', () => {
    const allowed = 5 + clock.monotonicMs() / 100
    assert.ok(sentTo(running, urlA) <= allowed)
    return running.counts.ended === 200
  })
  assert.ok(clock.monotonicMs() >= 9500)
  assert.equal(new Set(running.sender.requests.map(({ body }) => String(body))).size, 100)
})

test('retries count too', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    profile: { retry: { delaysMs: [1000], jitter: 0 }, rateLimit: { perSecond: 1, burst: 2 } },
  })
  await running.addWebhook({ url: urlA })
  running.sender.answer = () => answered(500)
  await running.publish(numberedEvents(5))
  await asTimePasses({ clock, stepMs: 50 }, 'ten attempts', () => {
    assert.ok(running.sender.requests.length <= 2 + clock.monotonicMs() / 1000)
    return running.counts.ended === 5
  })
  assert.equal(running.sender.requests.length, 10)
})

test('a strict webhook keeps its order within its rate', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({ directory: temporaryDirectory(t), clock })
  await running.addWebhook({ ordered: true, rateLimit: { perSecond: 20, burst: 1 } })
  for (let event = 0; event < 30; event += 1) await running.publish([`{"n":${event}}`])
  await asTimePasses({ clock, stepMs: 10 }, 'all of them', () => running.counts.ended === 30)
  assert.deepEqual(
    running.sender.requests.map(({ body }) => String(body)),
    numberedEvents(30).map((text) => String(bytesOf(text))),
  )
  assert.ok(clock.monotonicMs() >= 29 * 50)
})

test('a limit that is changed or taken away holds at once', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({ directory: temporaryDirectory(t), clock })
  const webhook = await running.addWebhook({ rateLimit: { perSecond: 0.01, burst: 1 } })
  await running.publish(numberedEvents(20))
  await whatMayBegin()
  assert.equal(running.sender.requests.length, 1)

  const slow = { perSecond: 0.01, burst: 3 }
  const changed = await running.changeWebhook(webhook, { rateLimit: slow })
  await whatMayBegin()
  assert.equal(running.sender.requests.length, 4)
  await running.changeWebhook(changed, { rateLimit: null })
  await asTimePasses({ clock, stepMs: 1 }, 'the rest', () => running.counts.ended === 20)
})

test('the lane of a webhook that may not send yet is not forgotten', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({ directory: temporaryDirectory(t), clock })
  await running.addWebhook({ rateLimit: { perSecond: 0.001, burst: 1 } })
  await running.publish(numberedEvents(1))
  await asTimePasses({ clock, stepMs: 5 }, 'the first one', () => running.counts.ended === 1)
  for (let step = 0; step < 400; step += 1) await clock.advance(2000)
  await running.publish(numberedEvents(1))
  await whatMayBegin()
  assert.equal(running.sender.requests.length, 1)
  await asTimePasses({ clock, stepMs: 10_000 }, 'the second one', () => running.counts.ended === 2)
})
