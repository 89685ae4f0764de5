import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../../test/support/as-time-passes.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { ManualClock, realPause } from '../../../test/support/manual-clock.ts'
import { textOf } from '../../../test/support/string-at.ts'
import { startTestApp } from '../../../test/support/test-app.ts'
import { createTestSender, sentHeader } from '../../../test/support/test-sender.ts'
import { answered } from '../../stores/contract/samples.ts'
import { createWebhook, deliveriesOf, publish } from '../../../test/support/encrata-client.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs

test('a failing delivery is tried again after 30 s, 2, 8 and 32 minutes, and then has failed', async () => {
  const clock = new ManualClock(Date.parse('2026-05-02T12:00:00Z'))
  const sender = createTestSender()
  sender.answer = () => answered(500)
  await using app = await startTestApp({ clock, sender })
  const webhook = await createWebhook(app)
  await publish(app, 'lookup.completed', { email: 'ada@example.com' })
  // Settling waits some milliseconds for company.
  const passing = { clock, stepMs: 5 }
  const untilRecorded = (attempts: number) =>
    asTimePasses(passing, `attempt ${attempts} to be recorded`, async () => {
      const [delivery] = await deliveriesOf(app, webhook)
      return Number(delivery?.attempts) === attempts && delivery
    })
  const delaysMs = [30 * secondMs, 2 * minuteMs, 8 * minuteMs, 32 * minuteMs]
  for (const [index, delayMs] of delaysMs.entries()) {
    const attempts = index + 1
    const { status, response_status: code } = await untilRecorded(attempts)
    assert.deepEqual([status, code], ['pending', 500])
    await clock.advance(delayMs - secondMs)
    await realPause(50)
    assert.equal(sender.requests.length, attempts, `attempt ${attempts + 1} came too early`)
    await clock.advance(secondMs)
    await asTimePasses({ clock, stepMs: 0 }, `attempt ${attempts + 1}`, () => {
      return sender.requests.length === attempts + 1
    })
  }
  const failed = await asTimePasses(passing, 'the delivery to have failed', async () => {
    const [delivery] = await deliveriesOf(app, webhook)
    return textOf(delivery?.status) === 'failed' && delivery
  })
  assert.equal(failed.attempts, 5)
  await clock.advance(24 * 60 * minuteMs)
  await realPause(50)
  assert.equal(sender.requests.length, 5)
  const [first, ...others] = sender.requests
  assert.ok(first)
  for (const other of others) {
    assert.deepEqual(Buffer.from(other.body), Buffer.from(first.body))
    const name = 'X-Encrata-Signature'
    assert.equal(sentHeader(other, name), sentHeader(first, name))
  }
})

test('an attempt has five seconds, and one that takes longer is tried again', async () => {
  const clock = new ManualClock(Date.parse('2026-05-02T12:00:00Z'))
  const sender = createTestSender()
  sender.answer = () => ({ kind: 'timeout' })
  await using app = await startTestApp({ clock, sender })
  const webhook = await createWebhook(app)
  await publish(app, 'lookup.completed')
  const delivery = await asTimePasses({ clock, stepMs: 5 }, 'the first attempt', async () => {
    const [first] = await deliveriesOf(app, webhook)
    return Number(first?.attempts) === 1 && first
  })
  assert.equal(sender.requests[0]?.timeoutMs, 5 * secondMs)
  assert.equal(delivery.status, 'pending')
  assert.equal(delivery.response_status, null)
})

test('any 2xx is a success, and nothing else is', async () => {
  const statuses = [200, 201, 202, 204, 299, 301, 304, 400, 410, 500]
  const sender = createTestSender()
  await using app = await startTestApp({ sender })
  sender.answer = ({ body }) => answered(JSON.parse(Buffer.from(body).toString()).data.status)
  const webhook = await createWebhook(app)
  for (const status of statuses) await publish(app, 'lookup.completed', { status })
  const delivered = await eventually('each to be tried once', async () => {
    const all = await deliveriesOf(app, webhook)
    const tried = all.filter(({ attempts }) => Number(attempts) === 1)
    return tried.length === statuses.length && tried
  })
  for (const { payload, status } of delivered) {
    const code = Number(payload?.data?.status)
    assert.equal(status, code < 300 ? 'success' : 'pending', String(code))
  }
})
