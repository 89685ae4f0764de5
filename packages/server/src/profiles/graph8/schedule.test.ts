import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../../test/support/as-time-passes.ts'
import { textOf, type JsonNode } from '../../../test/support/api-client.ts'
import {
  createWebhook,
  deliveriesOf,
  publish,
  type CreatedWebhook,
} from '../../../test/support/graph8-client.ts'
import { ManualClock, realPause } from '../../../test/support/manual-clock.ts'
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts'
import { createTestSender, sentHeader } from '../../../test/support/test-sender.ts'
import { answered } from '../../stores/contract/samples.ts'

const secondMs = 1000
/** [seed] "retried up to 3 times with increasing delays (10s, 60s, 300s)" */
const delaysMs = [10 * secondMs, 60 * secondMs, 300 * secondMs]

function untilDelivery(
  { app, clock, webhook }: { app: TestApp; clock: ManualClock; webhook: CreatedWebhook },
  what: string,
  isThere: (delivery: JsonNode) => boolean,
): Promise<JsonNode> {
  return asTimePasses({ clock, stepMs: 5 }, what, async () => {
    const [delivery] = await deliveriesOf(app, webhook)
    return delivery !== undefined && isThere(delivery) && delivery
  })
}

test('a delivery is sent once, and again after 10, 60 and 300 seconds, to the second', async () => {
  const clock = new ManualClock(Date.parse('2026-02-25T10:00:00Z'))
  const sender = createTestSender()
  sender.answer = () => answered(500)
  await using app = await startTestApp({ clock, sender })
  const webhook = await createWebhook(app, {})
  await publish(app, 'campaign.created', { n: 1 })
  const look = { app, clock, webhook }

  for (const [index, delayMs] of delaysMs.entries()) {
    const attempts = index + 1
    const pending = await untilDelivery(look, `attempt ${attempts}`, (delivery) => {
      return Number(delivery.attempts) === attempts
    })
    assert.partialDeepStrictEqual(pending, {
      status: 'pending',
      max_attempts: 3,
      response_code: 500,
      error_message: 'HTTP 500',
      completed_at: null,
    })
    await clock.advance(delayMs - secondMs)
    await realPause(50)
    assert.equal(sender.requests.length, attempts, `attempt ${attempts + 1} came too early`)
    await clock.advance(secondMs)
    await asTimePasses({ clock, stepMs: 0 }, `attempt ${attempts + 1}`, () => {
      return sender.requests.length === attempts + 1
    })
  }

  const failed = await untilDelivery(look, 'failure', ({ status }) => textOf(status) === 'failed')
  assert.partialDeepStrictEqual(failed, {
    attempts: 4,
    max_attempts: 3,
    response_code: 500,
    error_message: 'HTTP 500',
    completed_at: '2026-02-25T10:06:10',
  })
  await clock.advance(24 * 60 * 60 * secondMs)
  await realPause(50)
  assert.equal(sender.requests.length, 4)
})

test('retries repeat body, event and delivery, and are signed with their own time', async () => {
  const startMs = Date.parse('2026-02-25T10:00:00Z')
  const clock = new ManualClock(startMs)
  const sender = createTestSender()
  sender.answer = () => answered(sender.requests.length === 1 ? 503 : 200)
  await using app = await startTestApp({ clock, sender })
  const webhook = await createWebhook(app, {})
  await publish(app, 'campaign.created', { n: 1 })
  const arrived = await asTimePasses({ clock, stepMs: 500 }, 'the retry', async () => {
    const [delivery] = await deliveriesOf(app, webhook, '?status=success')
    return delivery
  })
  const [first, second, ...others] = sender.requests
  assert.ok(first && second && others.length === 0)
  assert.ok(Buffer.from(first.body).equals(second.body))
  for (const name of ['X-Webhook-Signature', 'X-Studio-Event', 'X-Studio-Delivery-Id']) {
    assert.equal(sentHeader(second, name), sentHeader(first, name), name)
  }
  assert.equal(sentHeader(first, 'X-Studio-Delivery-Id'), arrived.id)
  assert.notEqual(sentHeader(second, 'X-Studio-Signature'), sentHeader(first, 'X-Studio-Signature'))
  assert.equal(sentHeader(first, 'X-Studio-Timestamp'), String(startMs / 1000))
  assert.ok(Number(sentHeader(second, 'X-Studio-Timestamp')) >= startMs / 1000 + 10)
  assert.partialDeepStrictEqual(arrived, {
    attempts: 2,
    response_code: 200,
    error_message: null,
  })
})

test('a receiver has ten seconds to answer', async () => {
  const sender = createTestSender()
  sender.answer = () => ({ kind: 'timeout' })
  const clock = new ManualClock(Date.parse('2026-02-25T10:00:00Z'))
  await using app = await startTestApp({ clock, sender })
  const webhook = await createWebhook(app, {})
  await publish(app, 'campaign.created')
  const waiting = await untilDelivery({ app, clock, webhook }, 'the attempt', ({ attempts }) => {
    return Number(attempts) === 1
  })
  assert.equal(sender.requests[0]?.timeoutMs, 10 * secondMs)
  assert.partialDeepStrictEqual(waiting, {
    response_code: null,
    error_message: 'Connection timeout',
  })
})
