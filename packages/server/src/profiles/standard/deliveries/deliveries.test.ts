import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../../../test/support/eventually.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { stringAt, textOf } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'
import type { AttemptOutcome } from '../../../domain/outcome.ts'
import type { Sender } from '../../../domain/sender.ts'

/** A webhook, and one event published to it; the path of the delivery. */
async function deliverOne(app: TestApp, webhook: object) {
  const created = await app.call('POST', '/v1/webhooks', { events: ['user.created'], ...webhook })
  const event = { type: 'user.created', data: { n: 1 } }
  const published = await app.call('POST', '/v1/events', event)
  const { body } = await app.call('GET', `/v1/events/${stringAt(published.body, 'id')}`)
  const [delivery] = Object.values(body.deliveries ?? {})
  return {
    eventId: stringAt(published.body, 'id'),
    webhookId: stringAt(created.body, 'id'),
    path: `/v1/deliveries/${stringAt(delivery, 'id')}`,
  }
}

function untilAttempts(app: TestApp, path: string, count: number) {
  return eventually(`${count} attempts`, async () => {
    const { body } = await app.call('GET', path)
    return Number(body.attempts) === count && body
  })
}

test('a delivery is told with every attempt: what was sent, what came back, and when', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 500, headers: { 'X-Reason': 'overload' }, body: 'sorry' }
  await using app = await startTestApp()
  const one = await deliverOne(app, { url: receiver.url, retry_delays_s: [3600] })
  const body = await untilAttempts(app, one.path, 1)
  assert.deepEqual(Object.keys(body), [
    'id',
    'event_id',
    'status',
    'status_code',
    'attempts',
    'error',
    'webhook_id',
    'event_type',
    'created_at',
    'next_attempt_at',
    'request_body',
    'attempt_log',
  ])
  assert.equal(body.event_id, one.eventId)
  assert.equal(body.webhook_id, one.webhookId)
  assert.match(stringAt(body, 'next_attempt_at'), /Z$/)
  assert.equal(stringAt(body, 'request_body'), String(receiver.requests[0]?.body))
  const [attempt = {}, ...others] = Object.values(body.attempt_log ?? {})
  assert.deepEqual(others, [])
  assert.deepEqual(Object.keys(attempt), [
    'number',
    'started_at',
    'duration_ms',
    'request_headers',
    'response',
    'error',
  ])
  assert.equal(attempt.number, 1)
  assert.equal(attempt.error, 'HTTP 500')
  assert.equal(
    attempt.request_headers?.['X-Webhook-Signature'],
    receiver.requests[0]?.headers['x-webhook-signature'],
  )
  const { response } = attempt
  assert.equal(response?.status_code, 500)
  assert.equal(response?.body, 'sorry')
  assert.equal(response?.truncated, false)
  const headers = new Headers(
    Object.entries(response?.headers ?? {}).map(([k, v]) => [k, textOf(v)]),
  )
  assert.equal(headers.get('x-reason'), 'overload')
})

test('a retry makes a pending delivery due now', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 500 }
  await using app = await startTestApp()
  const { path } = await deliverOne(app, { url: receiver.url, retry_delays_s: [3600] })
  const before = await untilAttempts(app, path, 1)
  receiver.answer = { status: 200 }
  const retried = await app.call('POST', `${path}/retry`)
  assert.equal(retried.status, 202)
  assert.equal(retried.body.id, before.id)
  const after = await untilAttempts(app, path, 2)
  assert.equal(after.status, 'success')
  assert.equal(after.next_attempt_at, null)
  assert.deepEqual(
    Object.values(after.attempt_log ?? {}).map((attempt) => attempt?.error),
    ['HTTP 500', null],
  )
  assert.deepEqual(receiver.requests[1]?.body, receiver.requests[0]?.body)
})

test('a retry of a delivery that has ended is a new one that names it', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 500 }
  await using app = await startTestApp()
  const { path, eventId } = await deliverOne(app, { url: receiver.url, retry_delays_s: [] })
  const failed = await untilAttempts(app, path, 1)
  assert.equal(failed.status, 'failed')
  receiver.answer = { status: 200 }
  const { status, body } = await app.call('POST', `${path}/retry`)
  assert.equal(status, 202)
  assert.notEqual(body.id, failed.id)
  assert.equal(body.retry_of, failed.id)
  const again = await untilAttempts(app, `/v1/deliveries/${stringAt(body, 'id')}`, 1)
  assert.equal(again.status, 'success')
  assert.equal(receiver.requests[1]?.headers['webhook-id'], eventId)
  const event = await app.call('GET', `/v1/events/${eventId}`)
  assert.deepEqual(
    Object.values(event.body.deliveries ?? {}).map((delivery) => delivery?.status),
    ['failed', 'success'],
  )
  assert.equal((await app.call('GET', path)).body.status, 'failed')
})

test('a delivery is not retried while it is on the wire', async () => {
  const sent = Promise.withResolvers<void>()
  const wire = Promise.withResolvers<AttemptOutcome>()
  const sender: Sender = {
    send() {
      sent.resolve()
      return wire.promise
    },
    close: () => Promise.resolve(),
  }
  await using app = await startTestApp({ sender })
  const { path } = await deliverOne(app, { url: 'https://yourapp.com/webhook' })
  await sent.promise
  const { status, body } = await app.call('POST', `${path}/retry`)
  wire.resolve({ kind: 'timeout' })
  assert.equal(status, 409)
  assert.equal(body.error?.code, 'conflict')
})

test('a delivery is not retried when its webhook is off or gone', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 500 }
  await using app = await startTestApp()
  const { path, webhookId } = await deliverOne(app, { url: receiver.url, retry_delays_s: [] })
  await untilAttempts(app, path, 1)
  await app.call('PATCH', `/v1/webhooks/${webhookId}`, { active: false })
  assert.equal((await app.call('POST', `${path}/retry`)).status, 409)
  await app.call('PATCH', `/v1/webhooks/${webhookId}`, { active: true })
  assert.equal((await app.call('POST', `${path}/retry`)).status, 202)
  await app.call('DELETE', `/v1/webhooks/${webhookId}`)
  assert.equal((await app.call('POST', `${path}/retry`)).status, 409)
  assert.equal((await app.call('GET', path)).status, 200)
})

test('why a delivery was canceled is told', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 500 }
  await using app = await startTestApp()
  const one = await deliverOne(app, { url: receiver.url, retry_delays_s: [3600] })
  await untilAttempts(app, one.path, 1)
  await app.call('DELETE', `/v1/webhooks/${one.webhookId}`)
  const canceled = await eventually('the delivery to end', async () => {
    const { body } = await app.call('GET', one.path)
    return textOf(body.status) === 'failed' && body
  })
  assert.match(stringAt(canceled, 'canceled_reason'), /deleted/)
  assert.equal(canceled.error, 'HTTP 500')
  assert.equal(stringAt(canceled, 'request_body'), String(receiver.requests[0]?.body))
})

test('a foreign delivery is not there', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const { path } = await deliverOne(app, { url: receiver.url })
  await untilAttempts(app, path, 1)
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  assert.equal((await app.admin('GET', `${path}?workspace=${other}`)).status, 404)
  assert.equal((await app.admin('POST', `${path}/retry?workspace=${other}`)).status, 404)
  assert.equal((await app.admin('GET', `${path}?workspace=${app.workspace}`)).status, 200)
  assert.equal((await app.call('GET', '/v1/deliveries/del_1')).status, 404)
})
