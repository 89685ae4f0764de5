import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { asTimePasses } from '../../../test/support/as-time-passes.ts'
import { textOf, type JsonNode } from '../../../test/support/api-client.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { startReceiver } from '../../../test/support/receiver.ts'
import { startTestApp } from '../../../test/support/test-app.ts'
import { createTestSender, sentHeader } from '../../../test/support/test-sender.ts'
import { answered } from '../../stores/contract/samples.ts'

/**
 * The generic page, section by section, but for Verifying Webhooks, whose code has a test of its
 * own. Answers are compared as text, so that the order of fields counts; ids are put in.
 */

const run = promisify(execFile)

function startedAt(time: string) {
  return { clock: new ManualClock(Date.parse(time)), sender: createTestSender() }
}

/** @param ids - what takes the places of the page's ids */
function assertAnswer(actual: unknown, page: string, ids: Readonly<Record<string, unknown>>): void {
  const text = Object.entries(ids).reduce(
    (changed, [id, actualId]) => changed.replaceAll(`"${id}"`, `"${textOf(actualId)}"`),
    page,
  )
  assert.equal(JSON.stringify(actual), JSON.stringify(JSON.parse(text)))
}

test('Creating Webhooks', async () => {
  await using app = await startTestApp(startedAt('2026-01-15T12:00:00Z'))
  const { status, body } = await app.call(
    'POST',
    '/v1/webhooks',
    `{
  "url": "https://yourapp.com/webhook",
  "events": [
    "user.created",
    "user.updated",
    "project.created"
  ],
  "secret": "whsec_abc123...",
  "active": true
}`,
  )
  assert.equal(status, 201)
  assert.match(textOf(body.id), /^hook_/)
  assertAnswer(
    body,
    `{
  "id": "hook_123",
  "url": "https://yourapp.com/webhook",
  "events": ["user.created", "user.updated", "project.created"],
  "secret": "whsec_abc123...",
  "active": true,
  "created_at": "2026-01-15T12:00:00Z"
}`,
    { hook_123: body.id },
  )
})

test('Available Events', async () => {
  await using app = await startTestApp()
  const events = [
    'user.created',
    'user.updated',
    'user.deleted',
    'project.created',
    'project.updated',
    'project.deleted',
    'file.uploaded',
    'payment.succeeded',
    'payment.failed',
  ]
  const url = 'https://yourapp.com/webhook'
  const { status } = await app.call('POST', '/v1/webhooks', { url, events })
  assert.equal(status, 201)
  for (const type of events) {
    assert.equal((await app.call('POST', '/v1/events', { type, data: {} })).status, 202, type)
  }
})

test('Webhook Payload', async () => {
  const { clock, sender } = startedAt('2026-01-15T12:30:00Z')
  await using app = await startTestApp({ clock, sender })
  const secret = 'whsec_abc123...'
  const url = 'https://yourapp.com/webhook'
  await app.call('POST', '/v1/webhooks', { url, events: ['user.created'], secret })
  const page = `{
  "id": "evt_abc123",
  "type": "user.created",
  "created_at": "2026-01-15T12:30:00Z",
  "data": {
    "id": "user_123",
    "name": "John Doe",
    "email": "john@example.com",
    "status": "active"
  }
}`
  const { type, data } = JSON.parse(page)
  const published = await app.call('POST', '/v1/events', { type, data })
  const [request] = await eventually('the delivery', () =>
    sender.requests.length === 1 ? sender.requests : null,
  )
  assert.ok(request)
  assertAnswer(JSON.parse(Buffer.from(request.body).toString('utf8')), page, {
    evt_abc123: published.body.id,
  })
  assert.equal(sentHeader(request, 'Content-Type'), 'application/json')
  assert.equal(sentHeader(request, 'X-Event-Type'), 'user.created')
  assert.equal(
    sentHeader(request, 'X-Webhook-Signature'),
    createHmac('sha256', secret).update(request.body).digest('hex'),
  )
  // A secret that Standard Webhooks does not know is none to sign with its way.
  assert.ok(!request.headers.includes('webhook-signature'))
})

test('Testing Webhooks', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const url = receiver.url
  const created = await app.call('POST', '/v1/webhooks', { url, events: ['user.created'] })
  const key = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'reader of the page',
    scopes: ['manage'],
  })
  // The page leaves out the key.
  const command = 'curl -X POST https://api.example.com/v1/webhooks/hook_123/test'
    .replace('https://api.example.com', app.url)
    .replace('hook_123', textOf(created.body.id))
  const { stdout } = await run('sh', [
    '-euc',
    `${command} -sS --fail-with-body -H 'Authorization: Bearer ${textOf(key.body.key)}'`,
  ])
  const answer: JsonNode = JSON.parse(stdout)
  assert.deepEqual([answer.status, answer.status_code, answer.attempts], ['success', 200, 1])
  const sent = JSON.parse(String(receiver.requests[0]?.body))
  assert.match(sent.id, /^evt_test_/)
  assert.equal(sent.type, 'user.created')
  const unauthorized = await fetch(`${app.url}/v1/webhooks/${textOf(created.body.id)}/test`, {
    method: 'POST',
  })
  assert.equal(unauthorized.status, 401)
})

test('Monitoring', async () => {
  const { clock, sender } = startedAt('2026-01-15T12:20:00Z')
  await using app = await startTestApp({ clock, sender })
  const { body: webhook } = await app.call('POST', '/v1/webhooks', {
    url: 'https://yourapp.com/webhook',
    events: ['user.created'],
    retry_delays_s: [1, 2],
  })
  const path = `/v1/webhooks/${textOf(webhook.id)}/deliveries`
  const publish = () => app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  sender.answer = () => (sender.requests.length === 1 ? answered(500) : { kind: 'timeout' })
  const failing = await publish()
  const first = async (status: string) => {
    const [delivery] = Object.values((await app.call('GET', path)).body.deliveries ?? {})
    return delivery !== undefined && textOf(delivery.status) === status && delivery
  }
  await asTimePasses({ clock, stepMs: 250 }, 'the delivery to have failed', () => first('failed'))

  await clock.advance(Date.parse('2026-01-15T12:30:00Z') - clock.nowMs())
  sender.answer = () => answered(200)
  const arriving = await publish()
  await eventually('the delivery to have arrived', async () => {
    await clock.advance(1)
    return first('success')
  })
  const { body } = await app.call('GET', path)
  const [arrived, failed] = Object.values(body.deliveries ?? {})
  assertAnswer(
    body,
    `{
  "deliveries": [
    {
      "id": "del_123",
      "event_id": "evt_abc",
      "status": "success",
      "status_code": 200,
      "attempts": 1,
      "delivered_at": "2026-01-15T12:30:00Z"
    },
    {
      "id": "del_124",
      "event_id": "evt_def",
      "status": "failed",
      "status_code": 500,
      "attempts": 3,
      "error": "Connection timeout"
    }
  ]
}`,
    {
      del_123: arrived?.id,
      evt_abc: arriving.body.id,
      del_124: failed?.id,
      evt_def: failing.body.id,
    },
  )
})
