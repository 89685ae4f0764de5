import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { stringAt, textOf } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

test('a test sends the first type’s example, in one attempt, and tells what became of it', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const events = ['file.uploaded', 'user.created']
  const created = await app.call('POST', '/v1/webhooks', { url: receiver.url, events })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
  const { status, body } = await app.call('POST', `${path}/test`)
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body), [
    'id',
    'event_id',
    'status',
    'status_code',
    'attempts',
    'delivered_at',
  ])
  assert.match(stringAt(body, 'id'), /^del_/)
  assert.match(stringAt(body, 'event_id'), /^evt_test_[0-9a-f]{32}$/)
  const { status: outcome, status_code: code, attempts } = body
  assert.deepEqual({ outcome, code, attempts }, { outcome: 'success', code: 200, attempts: 1 })

  assert.equal(receiver.requests.length, 1)
  const sent = JSON.parse(String(receiver.requests[0]?.body))
  assert.equal(sent.id, body.event_id)
  assert.equal(sent.type, 'file.uploaded')
  assert.deepEqual(Object.keys(sent.data), ['id', 'name', 'size', 'url', 'created_at'])
})

test('a test that fails is told and not repeated, and stays in the log', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 500 }
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
  const { body } = await app.call('POST', `${path}/test`)
  const { id, event_id: eventId } = body
  const failed = { id, event_id: eventId, status: 'failed', status_code: 500, attempts: 1 }
  assert.deepEqual(body, { ...failed, error: 'HTTP 500' })
  assert.deepEqual((await app.call('GET', `${path}/deliveries`)).body, { deliveries: [body] })
  assert.equal((await app.call('POST', `/v1/deliveries/${textOf(id)}/retry`)).status, 409)
  assert.equal((await app.call('POST', `/v1/events/${textOf(eventId)}/replay`)).status, 409)
})

test('a test needs no body, with or without a content type, and takes one that is there', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}/test`
  const json = { 'content-type': 'application/json' }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  assert.equal((await app.call('POST', path)).status, 200)
  assert.equal((await app.call('POST', path, undefined, json)).status, 200)
  assert.equal((await app.call('POST', path, undefined, form)).status, 200)
  assert.equal((await app.call('POST', path, {})).status, 200)
  assert.equal(receiver.requests.length, 4)
})

test('a webhook that is switched off can be tested before it is switched on', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', {
    url: receiver.url,
    events: ['user.created'],
    active: false,
  })
  const { body } = await app.call('POST', `/v1/webhooks/${stringAt(created.body, 'id')}/test`)
  assert.equal(body.status, 'success')
})
