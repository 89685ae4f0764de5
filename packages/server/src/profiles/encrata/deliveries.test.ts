import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../../test/support/as-time-passes.ts'
import {
  createWebhook,
  deliveriesOf,
  newKey,
  publish,
  uuid,
  type CreatedWebhook,
} from '../../../test/support/encrata-client.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { stringAt, textOf } from '../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts'
import { createTestSender, holdOnTheWire } from '../../../test/support/test-sender.ts'
import type { AttemptOutcome } from '../../domain/outcome.ts'
import { answered } from '../../stores/contract/samples.ts'

const url = 'https://example.com/webhook'

/** The answer as it came, for what parsing would hide. */
async function textOfDeliveries(app: TestApp, { id }: CreatedWebhook): Promise<string> {
  const { text } = await newKey(app, ['read'])
  const answer = await fetch(`${app.url}/api/webhooks/deliveries?webhook_id=${id}`, {
    headers: { authorization: `Bearer ${text}` },
  })
  return answer.text()
}

function answeredWith(status: number, text: string): AttemptOutcome {
  const body = Buffer.from(text)
  return { kind: 'answered', status, headers: '', body, truncated: false, retryAfter: null }
}

function untilStatus(app: TestApp, webhook: CreatedWebhook, [status, count]: [string, number]) {
  return eventually(`${count} deliveries to be ${status}`, async () => {
    const all = await deliveriesOf(app, webhook)
    return all.filter((each) => textOf(each.status) === status).length === count && all
  })
}

test('a delivery has the documented fields, in their order', async () => {
  const clock = new ManualClock(Date.parse('2026-05-02T12:00:00Z'))
  const sender = createTestSender()
  sender.answer = () => answeredWith(200, 'ok ü')
  await using app = await startTestApp({ clock, sender })
  const webhook = await createWebhook(app)
  await publish(app, 'lookup.completed', { email: 'ada@example.com' })
  const delivery = await asTimePasses({ clock, stepMs: 5 }, 'the delivery', async () => {
    const [first] = await deliveriesOf(app, webhook)
    return textOf(first?.status) === 'success' && first
  })
  const id = stringAt(delivery, 'id')
  assert.match(id, new RegExp(`^${uuid}$`))
  const expected = {
    id,
    webhook_id: webhook.id,
    event_type: 'lookup.completed',
    payload: {
      event: 'lookup.completed',
      data: { email: 'ada@example.com' },
      created_at: '2026-05-02T12:00:00Z',
    },
    status: 'success',
    attempts: 1,
    response_status: 200,
    response_body: 'ok ü',
    last_attempt_at: '2026-05-02T12:00:00Z',
    created_at: '2026-05-02T12:00:00Z',
  }
  assert.equal(await textOfDeliveries(app, webhook), JSON.stringify([expected]))
})

test('the payload is shown in the bytes that were sent, whether it has arrived or failed', async () => {
  const sender = createTestSender()
  await using app = await startTestApp({ sender })
  const webhook = await createWebhook(app)
  const data = '{"b":12345678901234567890,"2":1.10,"1":-0.0,"__proto__":{"e":1E5}}'
  for (const status of [200, 500]) {
    sender.answer = () => answered(status)
    await publish(app, 'lookup.completed', data)
    await eventually('the attempt', async () => {
      const [latest] = await deliveriesOf(app, webhook)
      return Number(latest?.response_status) === status
    })
  }
  const text = await textOfDeliveries(app, webhook)
  for (const { body } of sender.requests) {
    assert.ok(text.includes(`"payload":${Buffer.from(body).toString('utf8')},"status":`))
  }
  assert.equal(text.split(`"data":${data}`).length, 3)
})

test('a delivery is pending before and between its attempts, with the latest answer', async () => {
  const sender = createTestSender()
  const wire = holdOnTheWire()
  sender.answer = wire.answer
  await using app = await startTestApp({ sender })
  const webhook = await createWebhook(app)
  await publish(app, 'lookup.completed')
  await eventually('the attempt to begin', () => wire.open.length === 1)
  const [waiting] = await untilStatus(app, webhook, ['pending', 1])
  assert.partialDeepStrictEqual(waiting, {
    attempts: 0,
    response_status: null,
    response_body: null,
    last_attempt_at: null,
  })
  wire.end(answeredWith(503, 'later'))
  const [tried] = await eventually('the attempt to be recorded', async () => {
    const all = await deliveriesOf(app, webhook)
    return Number(all[0]?.attempts) === 1 && all
  })
  const latest = { status: 'pending', response_status: 503, response_body: 'later' }
  assert.partialDeepStrictEqual(tried, latest)
  assert.match(stringAt(tried, 'last_attempt_at'), /Z$/)
})

test('a delivery that was canceled shows as failed', async () => {
  const sender = createTestSender()
  sender.answer = () => answered(500)
  await using app = await startTestApp({ sender })
  const webhook = await createWebhook(app)
  await publish(app, 'lookup.completed')
  await eventually('the first attempt', async () => {
    return Number((await deliveriesOf(app, webhook))[0]?.attempts) === 1
  })
  await app.call('PUT', '/api/webhooks', { id: webhook.id, url, is_active: false })
  const [canceled] = await untilStatus(app, webhook, ['failed', 1])
  assert.partialDeepStrictEqual(canceled, { attempts: 1, response_status: 500 })
})

test('the fifty latest are listed, newest first', async () => {
  await using app = await startTestApp({ sender: createTestSender() })
  const webhook = await createWebhook(app)
  const other = await createWebhook(app)
  for (let n = 1; n <= 55; n += 1) await publish(app, 'lookup.completed', { n })
  for (const each of [webhook, other]) {
    const listed = await eventually('the latest to have arrived', async () => {
      const all = await deliveriesOf(app, each)
      return Number(all[0]?.payload?.data?.n) === 55 && all
    })
    assert.deepEqual(
      listed.map(({ payload }) => payload?.data?.n),
      Array.from({ length: 50 }, (_, index) => 55 - index),
    )
  }
})

test('payloads that are very large together are listed as far as they go', async () => {
  const environment = { POSTHORN_MAX_DATA_BYTES: String(1024 * 1024) }
  await using app = await startTestApp({ sender: createTestSender(), environment })
  const webhook = await createWebhook(app)
  const filler = 'x'.repeat(1024 * 1024 - 100)
  for (let n = 1; n <= 18; n += 1) await publish(app, 'lookup.completed', { n, filler })
  const listed = await eventually('the deliveries', async () => {
    const all = await deliveriesOf(app, webhook)
    return Number(all[0]?.payload?.data?.n) === 18 && all
  })
  assert.deepEqual(
    listed.map(({ payload }) => payload?.data?.n),
    Array.from({ length: listed.length }, (_, index) => 18 - index),
  )
  assert.equal(listed.length, 16)
})

test('a deleted webhook’s deliveries are gone with it', async () => {
  await using app = await startTestApp({ sender: createTestSender() })
  const webhook = await createWebhook(app)
  await publish(app, 'lookup.completed')
  await untilStatus(app, webhook, ['success', 1])
  await app.call('DELETE', '/api/webhooks', { id: webhook.id })
  const path = `/api/webhooks/deliveries?webhook_id=${webhook.id}`
  const { status, body } = await app.call('GET', path)
  assert.deepEqual([status, body], [404, { error: 'webhook not found' }])
})
