import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { eventually } from '../../test/support/eventually.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import {
  acceptedId,
  numberedEvents,
  startTestEngine,
  type TestEngine,
  type TestEngineOptions,
} from '../../test/support/test-engine.ts'
import { holdOnTheWire } from '../../test/support/test-sender.ts'
import type { HealthRules } from '../domain/health-rules.ts'
import type { Id } from '../domain/ids.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'
import type { Webhook } from '../domain/webhook.ts'
import { answered, startMs } from '../stores/contract/samples.ts'
import { StoreError } from '../stores/store-error.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const timeout: AttemptOutcome = { kind: 'timeout' }

const standardRules: HealthRules = {
  retryAfter: 'next-step',
  breaker: true,
  disablesWhenGone: true,
  disablesAfterDays: 5,
}

function webhookOf({ engine }: TestEngine, { id }: Webhook): Webhook {
  return engine.catalog.webhook(id) ?? assert.fail('The webhook is gone')
}

async function statusesOf(running: TestEngine, eventIds: readonly Id[]): Promise<string[]> {
  const views = await Promise.all(eventIds.map((id) => running.deliveryOf(id)))
  return views.map(({ status }) => status)
}

test('a 410 disables its webhook at once: the delivery has failed, what waits is canceled, nothing new is queued', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    limits: { maxInFlightPerLane: 1, maxHeldPerLane: 3 },
    profile: { retry: { delaysMs: [hourMs], jitter: 0 } },
  })
  const webhook = await running.addWebhook()
  const other = await running.addWebhook({ eventTypes: ['other'] })
  running.sender.answer = () => answered(500)
  const ids = [acceptedId((await running.publish(['{}']))[0])]
  await eventually('a retry', async () => (await running.store.stats()).scheduled === 1)
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  for (const data of numberedEvents(7)) ids.push(acceptedId((await running.publish([data]))[0]))

  wire.end(answered(410))

  await eventually('the webhook to be disabled', () => {
    return webhookOf(running, webhook).state === 'disabled'
  })
  assert.equal(webhookOf(running, webhook).stateReason, 'Its receiver answered 410 Gone')
  assert.equal(webhookOf(running, other).state, 'active')
  // The next one may have begun before the answer was written down.
  if (wire.open.length > 0) wire.end(answered(410))
  await eventually('an empty queue', async () => {
    return (await running.store.stats()).oldestPendingAtMs === null
  })
  const [retried, gone, ...others] = await statusesOf(running, ids)
  assert.deepEqual([retried, gone], ['canceled', 'failed'])
  assert.equal(others.filter((status) => status === 'canceled').length >= 5, true)
  const sent = running.sender.requests.length
  const late = acceptedId((await running.publish(['{}']))[0])
  assert.deepEqual(await running.store.listDeliveriesOfEvent(running.workspaceId, late), [])
  assert.equal(running.sender.requests.length, sent)

  const page = { before: null, limit: 10 }
  const [entry] = await running.store.listAudit(running.workspaceId, page)
  assert.deepEqual(
    [entry?.action, entry?.targetId, entry?.actor, entry?.detail],
    ['webhook.disable', webhook.id, null, { reason: 'Its receiver answered 410 Gone' }],
  )
})

test('where the profile does not say so, a 410 is a failure like others, and so is one to a test', async (t) => {
  const directory = temporaryDirectory(t)
  const health = { ...standardRules, disablesWhenGone: false }
  await using running = await startTestEngine({ directory, profile: { health } })
  const webhook = await running.addWebhook()
  running.sender.answer = () => answered(410)
  await running.publish(['{}'])
  await eventually('the retry', async () => (await running.store.stats()).scheduled === 1)
  assert.equal(webhookOf(running, webhook).state, 'active')
})

test('a test that is answered 410 disables nothing', async (t) => {
  await using running = await startTestEngine({ directory: temporaryDirectory(t) })
  const webhook = await running.addWebhook()
  running.sender.answer = () => answered(410)
  const request = { webhookId: webhook.id, type: 'test', data: Buffer.from('{}') }
  await running.engine.sendTest(request)
  await running.engine.refreshCatalog()
  assert.equal(webhookOf(running, webhook).state, 'active')
  assert.equal(running.engine.failingSinceMs(webhook.id), null)
})

test('a 410 of an address that its owner has replaced meanwhile disables nothing', async (t) => {
  await using running = await startTestEngine({ directory: temporaryDirectory(t) })
  const webhook = await running.addWebhook()
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  await running.publish(['{}'])
  await running.changeWebhook(webhook, { url: 'https://new.example/hook' })
  wire.end(answered(410))
  await eventually('the end', () => running.counts.ended === 1)
  await running.engine.refreshCatalog()
  assert.equal(webhookOf(running, webhook).state, 'active')
})

test('when the store does not take it, the next failure disables the webhook', async (t) => {
  let refusals = 0
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    wrapStore: (store) => ({
      disableWebhook(disabling, audit) {
        refusals += 1
        if (refusals > 1) return store.disableWebhook(disabling, audit)
        return Promise.reject(new StoreError('refused', 'no'))
      },
    }),
  })
  const webhook = await running.addWebhook()
  running.sender.answer = () => answered(410)
  await running.publish(['{}'])
  await eventually('the first try', () => refusals === 1 && running.counts.ended === 1)
  assert.equal(webhookOf(running, webhook).state, 'active')
  await running.publish(['{}'])
  await eventually('the second', () => webhookOf(running, webhook).state === 'disabled')
})

/** An engine whose clock the test moves, and a webhook of which it says what an hour brings. */
async function startFailing(t: TestContext, options: Partial<TestEngineOptions> = {}) {
  const clock = new ManualClock(startMs)
  const directory = temporaryDirectory(t)
  const start = () =>
    startTestEngine({
      directory,
      clock,
      profile: { retry: { delaysMs: [], jitter: 0 } },
      ...options,
    })
  let running = await start()
  const webhook = await running.addWebhook()

  /** One event, and then this time passes. */
  async function event(outcome: AttemptOutcome, thenMs: number): Promise<void> {
    running.sender.answer = () => outcome
    const before = running.counts.ended
    await running.publish(['{}'])
    await asTimePasses({ clock, stepMs: 5 }, 'an end', () => running.counts.ended > before)
    await running.engine.refreshCatalog()
    await clock.advance(thenMs)
  }

  return {
    clock,
    webhook,
    event,
    get running() {
      return running
    },
    get current() {
      return webhookOf(running, webhook)
    },
    async restart() {
      await running.end(0)
      running = await start()
    },
    [Symbol.asyncDispose]: () => running.end(0),
  }
}

test('five days of nothing but failure disable a webhook, through a restart too', async (t) => {
  await using failing = await startFailing(t)
  const sinceMs = failing.clock.nowMs()
  await failing.event(timeout, 12 * hourMs)
  const failingSinceMs = failing.running.engine.failingSinceMs(failing.webhook.id) ?? 0
  assert.ok(failingSinceMs >= sinceMs && failingSinceMs < sinceMs + hourMs)
  assert.equal(failing.running.engine.gauges.failingWebhooks, 1)
  for (let halfDay = 1; halfDay < 10; halfDay += 1) {
    await failing.event(answered(500), 12 * hourMs)
    assert.equal(failing.current.state, 'active', `after ${halfDay} half days`)
    if (halfDay === 5) await failing.restart()
  }
  assert.equal(failing.running.engine.failingSinceMs(failing.webhook.id), failingSinceMs)

  await failing.event(answered(500), 0)
  await eventually('the end of it', () => failing.current.state === 'disabled')
  assert.equal(failing.current.stateReason, 'Every attempt has failed for 5 days')
  assert.equal(failing.running.engine.failingSinceMs(failing.webhook.id), null)
})

for (const [what, disturb] of [
  ['one success', ({ event }) => event(answered(200), 0)],
  [
    'a new address',
    async ({ running, webhook }) =>
      void (await running.changeWebhook(webhook, { url: 'https://new.example/hook' })),
  ],
  [
    'a pause',
    async ({ running, webhook }) => {
      const paused = await running.changeWebhook(webhook, { state: 'paused' })
      await running.changeWebhook(paused, { state: 'active' })
    },
  ],
] as const satisfies [
  string,
  (failing: Awaited<ReturnType<typeof startFailing>>) => Promise<void>,
][]) {
  test(`after ${what} the five days begin anew`, async (t) => {
    await using failing = await startFailing(t)
    for (let day = 0; day < 5; day += 1) await failing.event(timeout, dayMs)
    await disturb(failing)
    await failing.restart()
    for (let day = 0; day < 5; day += 1) {
      await failing.event(timeout, dayMs)
      assert.equal(failing.current.state, 'active', `after ${day} more days`)
    }
    await failing.event(timeout, 0)
    await eventually('the end of it', () => failing.current.state === 'disabled')
  })
}

test('a clock that jumps by a month is a day of failing at most', async (t) => {
  await using failing = await startFailing(t)
  await failing.event(timeout, 30 * dayMs)
  await failing.event(timeout, -30 * dayMs)
  await failing.event(timeout, 0)
  assert.equal(failing.current.state, 'active')
})

test('what cannot be sent from here says nothing of the receiver', async (t) => {
  await using failing = await startFailing(t, {
    profile: {
      retry: { delaysMs: [], jitter: 0 },
      renderBody: () => {
        throw new Error('no body')
      },
    },
  })
  for (let day = 0; day < 7; day += 1) await failing.event(timeout, dayMs)
  assert.equal(failing.current.state, 'active')
  assert.equal(failing.running.engine.failingSinceMs(failing.webhook.id), null)
})

test('where the profile switches it off, a webhook may fail for ever', async (t) => {
  const health = { ...standardRules, disablesAfterDays: null }
  await using failing = await startFailing(t, {
    profile: { retry: { delaysMs: [], jitter: 0 }, health },
  })
  for (let day = 0; day < 12; day += 1) await failing.event(timeout, dayMs)
  assert.equal(failing.current.state, 'active')
})

test('once it is switched on again, it works as before', async (t) => {
  await using failing = await startFailing(t)
  await failing.event(answered(410), 0)
  await eventually('it to be disabled', () => failing.current.state === 'disabled')
  await failing.running.changeWebhook(failing.current, { state: 'active', stateReason: null })
  await failing.event(answered(200), 0)
  assert.deepEqual([failing.current.state, failing.running.sender.requests.length], ['active', 2])
})

test('an attempt that succeeds after another writes nothing of its health', async (t) => {
  const changes: unknown[] = []
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    wrapStore: (store) => ({
      commit(batch) {
        for (const settlement of batch.settlements) {
          if (settlement.kind !== 'park') changes.push(settlement.health)
        }
        return store.commit(batch)
      },
    }),
  })
  await running.addWebhook()
  await running.publish(numberedEvents(20))
  await eventually('all', () => running.counts.ended === 20)
  running.sender.answer = () => answered(500)
  await running.publish(numberedEvents(3))
  await eventually('the failures', () => changes.length >= 23)
  assert.equal(changes.filter((change) => change !== undefined).length, 1)
  assert.notEqual(changes[20], undefined)
})
