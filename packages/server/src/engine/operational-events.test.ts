import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { eventually } from '../../test/support/eventually.ts'
import { ManualClock, realPause } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { startTestEngine, type TestEngine } from '../../test/support/test-engine.ts'
import { operationalTypes } from '../domain/operational-event.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'
import type { Webhook } from '../domain/webhook.ts'
import {
  answered,
  newId,
  sampleAudit,
  sampleEventType,
  startMs,
} from '../stores/contract/samples.ts'

const hourMs = 3_600_000
const opsUrl = 'https://ops.example/hook'

interface Told {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * One webhook that gets the events of a product, and one that is told how it does. Every delivery is
 * one attempt, and the test says how those to the first one end.
 */
async function startTold(t: TestContext, told: Partial<Webhook> = {}) {
  const clock = new ManualClock(startMs)
  const directory = temporaryDirectory(t)
  let outcome: AttemptOutcome = answered(200)
  let opsOutcome = (_type: string): AttemptOutcome => answered(200)
  const heard: Told[] = []

  async function start(): Promise<TestEngine> {
    const running = await startTestEngine({
      directory,
      clock,
      profile: {
        retry: { delaysMs: [], jitter: 0 },
        renderBody: ({ type, data }) =>
          Buffer.from(`{"type":"${type}","data":${Buffer.from(data).toString()}}`),
      },
    })
    running.sender.answer = ({ url, body }) => {
      if (url !== opsUrl) return outcome
      // Rendered above.
      const event = JSON.parse(Buffer.from(body).toString()) as Told
      heard.push(event)
      return opsOutcome(event.type)
    }
    return running
  }

  let running = await start()
  const webhook = await running.addWebhook()
  const ops = await running.addWebhook({
    url: opsUrl,
    eventTypes: operationalTypes,
    ...told,
  })

  return {
    clock,
    webhook,
    ops,
    heard,
    get running() {
      return running
    },
    setOps(wanted: (type: string) => AttemptOutcome) {
      opsOutcome = wanted
    },
    /** Publishes events one after the other, all of which end in this way. */
    async events(wanted: AttemptOutcome, count = 1): Promise<void> {
      outcome = wanted
      for (let left = count; left > 0; left -= 1) {
        const before = running.counts.ended
        await running.publish(['{}'])
        await asTimePasses({ clock, stepMs: 5 }, 'an end', () => running.counts.ended > before)
      }
    },
    /** Tests the first webhook, which answers 200. */
    async test(): Promise<void> {
      outcome = answered(200)
      const request = { webhookId: webhook.id, type: 'test', data: Buffer.from('{}') }
      let isEnded = false
      const tested = running.engine.sendTest(request).finally(() => {
        isEnded = true
      })
      await asTimePasses({ clock, stepMs: 5 }, 'the test', () => isEnded)
      await tested
    },
    async hears(count: number): Promise<void> {
      await asTimePasses({ clock, stepMs: 5 }, `${count} notices`, () => heard.length >= count)
      await this.settle()
      assert.equal(heard.length, count)
    },
    /** Time for what should not happen. */
    async settle(): Promise<void> {
      for (let step = 0; step < 10; step += 1) {
        await clock.advance(5)
        await realPause(2)
      }
    },
    async restart() {
      await running.end(0)
      running = await start()
    },
    [Symbol.asyncDispose]: () => running.end(0),
  }
}

const typesOf = (heard: readonly Told[]) => heard.map(({ type }) => type)
const countsOf = (heard: readonly Told[]) => heard.map(({ data }) => data['count'])

test('a delivery whose schedule is spent is told to those who ask, and what arrives again too', async (t) => {
  await using told = await startTold(t)
  await told.events(answered(500))
  await told.hears(1)
  const [failed] = told.heard
  const { delivery_id, event_id, ...others } = failed?.data ?? {}
  assert.deepEqual(
    { type: failed?.type, ...others },
    {
      type: 'delivery.failed',
      webhook_id: `webhook ${told.webhook.id}`,
      event_type: 'user.created',
      attempts: 1,
      error: 'HTTP 500',
      count: 1,
    },
  )
  assert.match(String(delivery_id), /^delivery [0-9a-f]{32}$/)
  assert.match(String(event_id), /^event [0-9a-f]{32}$/)

  await told.events(answered(200), 2)
  await told.hears(2)
  assert.deepEqual(told.heard[1], {
    type: 'webhook.recovered',
    data: { webhook_id: `webhook ${told.webhook.id}`, count: 1 },
  })
})

test('a delivery that arrives at a retry is no news', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    profile: { retry: { delaysMs: [1], jitter: 0 } },
  })
  await running.addWebhook()
  await running.addWebhook({ url: opsUrl, eventTypes: operationalTypes })
  let attempts = 0
  running.sender.answer = () => answered((attempts += 1) === 1 ? 500 : 200)
  await running.publish(['{}'])
  await eventually('the end', () => running.counts.ended === 1)
  assert.equal(running.counts.accepted, 1)
  assert.deepEqual(await running.store.readInbox(0, 10), [])
})

test('an hour has one event of a kind, and the counts of all are exact, also after a restart', async (t) => {
  await using told = await startTold(t)
  await told.events(answered(500), 4)
  await told.hears(1)
  await told.restart()
  await told.events(answered(500), 3)
  await told.settle()
  assert.deepEqual(countsOf(told.heard), [1])

  await told.clock.advance(hourMs)
  await told.hears(2)
  assert.deepEqual(countsOf(told.heard), [1, 6])
  assert.deepEqual(typesOf(told.heard), ['delivery.failed', 'delivery.failed'])
  await told.clock.advance(2 * hourMs)
  await told.settle()
  await told.events(answered(500))
  await told.hears(3)
  assert.deepEqual(countsOf(told.heard), [1, 6, 1])
})

test('a webhook that is disabled is told of, and when it works again', async (t) => {
  await using told = await startTold(t)
  await told.events(answered(410))
  await told.hears(2)
  const disabled = told.heard.find(({ type }) => type === 'webhook.disabled')
  assert.deepEqual(disabled?.data, {
    webhook_id: `webhook ${told.webhook.id}`,
    reason: 'Its receiver answered 410 Gone',
    count: 1,
  })
  const current = told.running.engine.catalog.webhook(told.webhook.id) ?? told.webhook
  assert.equal(current.state, 'disabled')
  await told.test()
  await told.settle()
  assert.equal(told.heard.length, 2, 'a test of it says nothing')
  await told.running.changeWebhook(current, { state: 'active', stateReason: null })
  await told.settle()
  assert.equal(told.heard.length, 2)
  await told.restart()
  await told.events(answered(200))
  await told.hears(3)
  assert.equal(told.heard[2]?.type, 'webhook.recovered')
})

test('deliveries of these events raise none', async (t) => {
  await using told = await startTold(t)
  const other = { url: 'https://other.example/hook', eventTypes: operationalTypes }
  await told.running.addWebhook(other)
  told.setOps(() => answered(500))
  await told.events(answered(500))
  await told.hears(1)
  told.setOps(() => answered(410))
  await told.clock.advance(hourMs)
  await told.settle()
  await told.events(answered(500))
  await told.hears(2)
  const disabled = () => told.running.engine.catalog.webhook(told.ops.id)?.state === 'disabled'
  await asTimePasses({ clock: told.clock, stepMs: 5 }, 'the ops webhook to be disabled', disabled)
  await told.clock.advance(2 * hourMs)
  await told.settle()

  const sent = told.running.sender.requests.filter(({ url }) => url === other.url)
  const types = sent.map(({ body }) => (JSON.parse(Buffer.from(body).toString()) as Told).type)
  assert.deepEqual(types, ['delivery.failed', 'delivery.failed'])
})

test('what arrives of these events does not hide that nothing else does', async (t) => {
  await using told = await startTold(t, {
    eventTypes: ['*', 'delivery.failed', 'webhook.recovered'],
  })
  // Both get the product's event, and the second one is told of the first one's failure and its own.
  told.setOps((type) => answered(type === 'user.created' ? 500 : 200))
  await told.events(answered(500))
  await told.hears(3)
  await told.restart()
  assert.equal(told.running.engine.failingSinceMs(told.ops.id), null)
  assert.notEqual(told.running.engine.failingSinceMs(told.webhook.id), null)
  told.setOps(() => answered(200))
  await told.events(answered(200))
  await told.hears(6)
  const recovered = told.heard.filter(({ type }) => type === 'webhook.recovered')
  assert.deepEqual(
    new Set(recovered.map(({ data }) => data['webhook_id'])),
    new Set([`webhook ${told.webhook.id}`, `webhook ${told.ops.id}`]),
  )
})

test('`*` does not stand for them, and where nobody asks nothing is written', async (t) => {
  await using told = await startTold(t, { eventTypes: ['*'] })
  await told.events(answered(500))
  await told.events(answered(410))
  await told.clock.advance(2 * hourMs)
  await told.settle()
  assert.deepEqual(typesOf(told.heard), ['user.created', 'user.created'])
  assert.deepEqual(await told.running.store.readInbox(0, 10), [])
  assert.equal(told.running.counts.accepted, 2)
})

test('a workspace that has a type of that name of its own is sent nothing else under it', async (t) => {
  await using told = await startTold(t)
  const { workspaceId, store, engine } = told.running
  const own = sampleEventType({ workspaceId, name: 'delivery.failed' })
  await store.putEventType(own, sampleAudit({ id: newId() }))
  await engine.refreshCatalog()
  await told.events(answered(500))
  await told.settle()
  assert.deepEqual(told.heard, [])
})
