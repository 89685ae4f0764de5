import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createWebhook, deliveriesOf } from '../../../test/support/encrata-client.ts'
import { startReceiver } from '../../../test/support/receiver.ts'
import { stringAt } from '../../../test/support/string-at.ts'
import { startTestApp } from '../../../test/support/test-app.ts'
import { createTestSender } from '../../../test/support/test-sender.ts'

test('a test sends the product’s message at once and answers with the signature that was sent', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 202, body: 'thanks' }
  await using app = await startTestApp()
  const { id, secret } = await createWebhook(app, { url: receiver.url })
  const { status, body } = await app.call('POST', '/api/webhooks/test', { id })
  assert.equal(status, 200)
  const [request] = receiver.requests
  assert.ok(request)
  const signature = createHmac('sha256', secret).update(request.body).digest('hex')
  assert.equal(request.headers['x-encrata-signature'], signature)
  const expected = { status: 'sent', url: receiver.url, signature }
  const then = { status_code: 202, response_body: 'thanks', error: null }
  assert.equal(JSON.stringify(body), JSON.stringify({ ...expected, ...then }))
  assert.match(
    request.body.toString('utf8'),
    /^\{"event":"test","data":\{"message":"This is a test webhook from Encrata"\},"created_at":"[^"]+Z"\}$/,
  )
})

test('a test that fails is told, is not repeated, and stands among the deliveries', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 500, body: 'broken' }
  await using app = await startTestApp()
  const webhook = await createWebhook(app, { url: receiver.url })
  const { body } = await app.call('POST', '/api/webhooks/test', { id: webhook.id })
  const { status, status_code: code, response_body: text, error } = body
  assert.deepEqual(
    { status, code, text, error },
    {
      status: 'sent',
      code: 500,
      text: 'broken',
      error: 'HTTP 500',
    },
  )
  const [delivery] = await deliveriesOf(app, webhook)
  assert.partialDeepStrictEqual(delivery, { event_type: 'test', status: 'failed', attempts: 1 })
  assert.equal(receiver.requests.length, 1)
})

test('a test without an answer says so, with the signature all the same', async () => {
  const sender = createTestSender()
  sender.answer = () => ({ kind: 'timeout' })
  await using app = await startTestApp({ sender })
  const { id } = await createWebhook(app)
  const { body } = await app.call('POST', '/api/webhooks/test', { id })
  const { signature: _signature, ...rest } = body
  assert.match(stringAt(body, 'signature'), /^[0-9a-f]{64}$/)
  assert.deepEqual(rest, {
    status: 'sent',
    url: 'https://example.com/webhook',
    status_code: null,
    response_body: null,
    error: 'Connection timeout',
  })
})

test('a paused webhook can be tested before it is switched on', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const { id } = await createWebhook(app, { url: receiver.url })
  await app.call('PUT', '/api/webhooks', { id, url: receiver.url, is_active: false })
  const { body } = await app.call('POST', '/api/webhooks/test', { id })
  assert.equal(body.status_code, 200)
})
