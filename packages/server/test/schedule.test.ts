import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { ManualClock, realPause } from './support/manual-clock.ts'
import { startReceiver } from './support/receiver.ts'
import { startTestApp } from './support/test-app.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
/** [seed] The delays before the second to the fifth attempt. */
const delaysMs = [30 * secondMs, 5 * minuteMs, 30 * minuteMs, 120 * minuteMs]

test('a failing delivery is tried at 0, 30 s, 5 min, 30 min and 2 h, to the second, and then has failed', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:30:00.250Z'))
  await using receiver = await startReceiver()
  await using app = await startTestApp({ clock })
  receiver.answer = { status: 500, body: 'broken' }
  await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['user.created'] })
  const published = await app.call('POST', '/v1/events', { type: 'user.created', data: { n: 1 } })
  const readDelivery = async () => {
    const { body } = await app.call('GET', `/v1/events/${textOf(published.body.id)}`)
    const [delivery] = Object.values(body.deliveries ?? {})
    return delivery
  }

  for (const [index, delayMs] of delaysMs.entries()) {
    const attempts = index + 1
    // Settling waits some milliseconds for company.
    await eventually(`attempt ${attempts} to be recorded`, async () => {
      await clock.advance(5)
      return Number((await readDelivery())?.attempts) === attempts
    })
    assert.equal((await readDelivery())?.status, 'pending')
    await clock.advance(delayMs - secondMs)
    await realPause(50)
    assert.equal(receiver.requests.length, attempts, `attempt ${attempts + 1} came too early`)
    await clock.advance(secondMs)
    await eventually(`attempt ${attempts + 1}`, async () => {
      await clock.advance(0)
      return receiver.requests.length === attempts + 1
    })
  }

  const failed = await eventually('the delivery to have failed', async () => {
    await clock.advance(5)
    const delivery = await readDelivery()
    return textOf(delivery?.status) === 'failed' && delivery
  })
  assert.equal(failed.attempts, 5)
  assert.equal(failed.error, 'HTTP 500')
  await clock.advance(24 * 60 * minuteMs)
  await realPause(50)
  assert.equal(receiver.requests.length, 5)
  const [first, ...others] = receiver.requests
  for (const other of others) assert.deepEqual(other.body, first?.body)
})
