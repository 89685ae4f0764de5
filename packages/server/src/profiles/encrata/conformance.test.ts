import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { textOf, type JsonNode } from '../../../test/support/api-client.ts'
import { asTimePasses } from '../../../test/support/as-time-passes.ts'
import { startEncrataPage } from '../../../test/support/encrata-page.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { startReceiver } from '../../../test/support/receiver.ts'
import { startTestApp } from '../../../test/support/test-app.ts'
import { createTestSender, sentHeader } from '../../../test/support/test-sender.ts'
import { toUuid } from '../../domain/ids.ts'
import { parsePublicId } from '../../http/public-ids.ts'
import {
  createWebhook,
  itemsOf,
  newKey,
  publish,
  uuid,
} from '../../../test/support/encrata-client.ts'

/**
 * The two pages, section by section. Their commands are run as they stand there, but for address
 * and key; their answers are compared as text, so that the order of fields counts.
 */

const run = promisify(execFile)
const origin = 'https://encrata.com'

interface Asked {
  readonly status: number
  readonly answer: JsonNode
}

async function ask(url: string, key: string, command: string): Promise<Asked> {
  const script = command
    .replaceAll(origin, url)
    .replace(/YOUR_API_KEY|<token>/, key)
    .replace(/^curl/, String.raw`curl -sS -w '\n%{http_code}'`)
  const { stdout } = await run('sh', ['-euc', script])
  const [, answer = '', status] = /^(.*)\n(\d+)$/s.exec(stdout) ?? []
  return { status: Number(status), answer: JSON.parse(answer) }
}

const timeOfThePage = Date.parse('2026-05-02T12:00:00Z')

test('Create Webhook: the example request and its response', async () => {
  await using app = await startTestApp({ clock: new ManualClock(timeOfThePage) })
  const key = await newKey(app)
  const { status, answer } = await ask(
    app.url,
    key.text,
    `curl -X POST https://encrata.com/api/webhooks \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer YOUR_API_KEY" \\
  -d '{
    "url": "https://example.com/webhook",
    "events": ["lookup.completed", "apikey.created"],
    "description": "Production webhook"
  }'`,
  )
  assert.equal(status, 201)
  assert.match(textOf(answer.id), new RegExp(`^${uuid}$`))
  assert.match(textOf(answer.secret), /^whsec_[0-9a-f]{64}$/)
  const page = JSON.parse(`{
  "id": "${textOf(answer.id)}",
  "workspace_id": "${toUuid(parsePublicId('workspace', app.workspace) ?? '')}",
  "url": "https://example.com/webhook",
  "secret": "${textOf(answer.secret)}",
  "events": ["lookup.completed", "apikey.created"],
  "is_active": true,
  "description": "Production webhook",
  "created_by": "${key.id}",
  "created_at": "2026-05-02T12:00:00Z",
  "updated_at": "2026-05-02T12:00:00Z"
}`)
  assert.equal(JSON.stringify(answer), JSON.stringify(page))
})

test('Create Webhook: the request at the top of the page, filled in, and its fields', async () => {
  await using app = await startTestApp()
  const { text } = await newKey(app)
  const { status, answer } = await ask(
    app.url,
    text,
    `curl --request POST \\
  --url https://encrata.com/api/webhooks \\
  --header 'Authorization: Bearer <token>' \\
  --header 'Content-Type: application/json' \\
  --data '
{
  "url": "https://example.com/",
  "events": [
    "credits.low"
  ],
  "description": "<string>"
}
'`,
  )
  assert.equal(status, 201)
  const fields = ['id', 'url', 'secret', 'events', 'is_active', 'description', 'created_at']
  assert.deepEqual(
    Object.keys(answer).filter((name) => fields.includes(name)),
    fields,
  )
  assert.equal(answer.description, '<string>')
})

test('Supported events: all six are subscribed to and published without set-up', async () => {
  const types = [
    'lookup.completed',
    'monitor.run.completed',
    'apikey.created',
    'apikey.revoked',
    'credits.low',
    'credits.exhausted',
  ]
  const sender = createTestSender()
  await using app = await startTestApp({ sender })
  await createWebhook(app, { events: types })
  for (const type of types) await publish(app, type)
  await eventually('all six', () => sender.requests.length === types.length)
  const sent = sender.requests.map(({ body }) => JSON.parse(Buffer.from(body).toString()).event)
  assert.deepEqual(new Set(sent), new Set(types))
})

test('the payload of the page arrives in its shape, by POST, with the signature in its header', async () => {
  const clock = new ManualClock(timeOfThePage)
  const sender = createTestSender()
  await using app = await startTestApp({ clock, sender })
  const { secret } = await createWebhook(app)
  await publish(app, 'lookup.completed', { email: 'satya@microsoft.com', lookup_id: 'lu_abc123' })
  const request = await asTimePasses({ clock, stepMs: 1 }, 'the delivery', () => sender.requests[0])
  const page = `{
  "event": "lookup.completed",
  "data": {
    "email": "satya@microsoft.com",
    "lookup_id": "lu_abc123"
  },
  "created_at": "2026-05-02T12:00:00Z"
}`
  assert.equal(Buffer.from(request.body).toString('utf8'), JSON.stringify(JSON.parse(page)))
  assert.deepEqual(
    request.headers.filter((_, index) => index % 2 === 0),
    ['Content-Type', 'User-Agent', 'Accept-Encoding', 'X-Encrata-Signature'],
  )
  assert.equal(sentHeader(request, 'Content-Type'), 'application/json')
  assert.equal(sentHeader(request, 'User-Agent'), 'Encrata-Webhooks/1.0')
  await using python = startEncrataPage()
  const signature = sentHeader(request, 'X-Encrata-Signature')
  assert.ok(await python.accepts(request.body, secret, signature))
})

test('Verifying signatures: the page’s code accepts every delivery, and nothing with a byte changed', async () => {
  await using receiver = await startReceiver()
  await using python = startEncrataPage()
  await using app = await startTestApp()
  const { id, secret } = await createWebhook(app, { url: receiver.url })
  const published = [
    '{"email":"ada@example.com","lookup_id":"lu_abc123"}',
    '{ "b" : 12345678901234567890 , "2":1.10,"1":-0,"__proto__":{"constructor":[]} }',
    '{"ключ é ü 😀":"ends with \u2028 and \\u0000","slash":"<\\/script>","deep":[[],{},[null]]}',
  ]
  for (const data of published) await publish(app, 'lookup.completed', data)
  await app.call('POST', '/api/webhooks/test', { id })
  await eventually('every delivery', () => receiver.requests.length === published.length + 1)
  for (const { body, headers, rawHeaders } of receiver.requests) {
    assert.ok(rawHeaders.includes('X-Encrata-Signature'))
    const signature = String(headers['x-encrata-signature'])
    assert.ok(await python.accepts(body, secret, signature), body.toString('utf8'))
    const changed = Buffer.from(body)
    changed[0] = 0x5b
    assert.ok(!(await python.accepts(changed, secret, signature)))
    assert.ok(!(await python.accepts(body, secret.slice('whsec_'.length), signature)))
    const other = `${signature.slice(0, -1)}${signature.endsWith('0') ? 1 : 0}`
    assert.ok(!(await python.accepts(body, secret, other)))
  }
})

test('Requirements: only HTTPS', async () => {
  await using app = await startTestApp()
  const refused = { status: 400, body: { error: 'URL must use HTTPS' } }
  const wanted = { url: 'http://example.com/webhook', events: ['credits.low'] }
  const created = await app.call('POST', '/api/webhooks', wanted)
  assert.partialDeepStrictEqual(created, refused)
  const { id } = await createWebhook(app)
  const changed = await app.call('PUT', '/api/webhooks', { id, url: wanted.url })
  assert.partialDeepStrictEqual(changed, refused)
})

test('Managing webhooks: each of the seven endpoints of the table', async () => {
  const clock = new ManualClock(timeOfThePage)
  await using app = await startTestApp({ clock, sender: createTestSender() })
  const created = await app.call('POST', '/api/webhooks', {
    url: 'https://example.com/webhook',
    events: ['lookup.completed', 'credits.low', 'lookup.completed'],
  })
  const { secret: _secret, ...shown } = created.body
  const id = textOf(shown.id)
  assert.deepEqual(shown.events, ['lookup.completed', 'credits.low'])
  assert.equal(shown.description, '')

  const listed = await app.call('GET', '/api/webhooks')
  assert.deepEqual(itemsOf(listed), [shown])
  assert.deepEqual(Object.keys(itemsOf(listed)[0] ?? {}), Object.keys(shown))
  const got = await app.call('GET', `/api/webhooks?id=${id}`)
  assert.equal(JSON.stringify(got.body), JSON.stringify(shown))

  const url = 'https://example.com/other'
  await clock.advance(1000)
  const updated = await app.call('PUT', '/api/webhooks', { id, url, is_active: false })
  assert.deepEqual([updated.status, updated.body], [200, { status: 'updated' }])
  const after = await app.call('GET', `/api/webhooks?id=${id}`)
  const change = { url, is_active: false, updated_at: '2026-05-02T12:00:01Z' }
  assert.deepEqual(after.body, { ...shown, ...change })

  let tested: unknown
  void app.call('POST', '/api/webhooks/test', { id }).then(({ body }) => (tested = body))
  await asTimePasses({ clock, stepMs: 1 }, 'the test’s answer', () => tested)
  assert.deepEqual(Object.keys(Object(tested)).slice(0, 3), ['status', 'url', 'signature'])
  const deliveries = await app.call('GET', `/api/webhooks/deliveries?webhook_id=${id}`)
  assert.equal(itemsOf(deliveries).length, 1)

  const deleted = await app.call('DELETE', '/api/webhooks', { id })
  assert.deepEqual([deleted.status, deleted.body], [200, { status: 'deleted' }])
  assert.deepEqual(itemsOf(await app.call('GET', '/api/webhooks')), [])
  assert.equal((await app.call('GET', `/api/webhooks?id=${id}`)).status, 404)
})

test('the secret is shown when the webhook is created, and by nothing else', async () => {
  await using app = await startTestApp({ sender: createTestSender() })
  const { id, secret } = await createWebhook(app)
  const url = 'https://example.com/webhook'
  for (const [method, path, body] of [
    ['GET', '/api/webhooks'],
    ['GET', `/api/webhooks?id=${id}`],
    ['PUT', '/api/webhooks', { id, url }],
    ['POST', '/api/webhooks/test', { id }],
    ['GET', `/api/webhooks/deliveries?webhook_id=${id}`],
  ] as const) {
    const answer = await app.call(method, path, body)
    assert.equal(answer.status, 200)
    assert.ok(!JSON.stringify(answer.body).includes(secret.slice('whsec_'.length)), path)
  }
})
