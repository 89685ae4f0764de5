import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { asTimePasses } from '../../../test/support/as-time-passes.ts'
import { textOf, type JsonNode } from '../../../test/support/api-client.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { itemsOf, publish, webhooksPath } from '../../../test/support/graph8-client.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts'
import { createTestSender, holdOnTheWire } from '../../../test/support/test-sender.ts'
import { answered } from '../../stores/contract/samples.ts'

/**
 * The page, section by section. Its commands are run as they stand there, but for the address and
 * for ids, which it makes up; its answers are compared as text, so that the order of fields counts.
 */

const run = promisify(execFile)
const origin = 'https://api.graph8.com'
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'

/** Runs a command of the page, and gives the JSON that it prints. */
async function ask(app: TestApp, command: string): Promise<JsonNode> {
  const created = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'reader of the page',
    scopes: ['manage'],
  })
  const script = command.replaceAll(origin, app.url).replace(/^curl/, 'curl -sS --fail-with-body')
  const env = { PATH: process.env['PATH'] ?? '', API_KEY: textOf(created.body.key) }
  const { stdout } = await run('sh', ['-euc', script], { env })
  return JSON.parse(stdout)
}

function assertAnswer(actual: JsonNode, page: string): void {
  assert.equal(JSON.stringify(actual), JSON.stringify(JSON.parse(page)))
}

function startedAt(time: string) {
  const clock = new ManualClock(Date.parse(time))
  const sender = createTestSender()
  return { clock, sender }
}

test('Available Events', async () => {
  await using app = await startTestApp()
  assertAnswer(
    await ask(
      app,
      `curl "https://api.graph8.com/api/v1/webhooks/events" \\
-H "Authorization: Bearer $API_KEY"`,
    ),
    `{
"data": [
{ "event": "campaign.created" },
{ "event": "campaign.updated" },
{ "event": "campaign.deleted" },
{ "event": "campaign.launched" },
{ "event": "campaign.status_changed" },
{ "event": "document.created" },
{ "event": "document.updated" },
{ "event": "document.generated" },
{ "event": "intelligence.completed" },
{ "event": "research.completed" },
{ "event": "company.enriched" },
{ "event": "person.enriched" },
{ "event": "company_intelligence.completed" }
]
}`,
  )
})

test('List Webhooks, Get Webhook', async () => {
  await using app = await startTestApp(startedAt('2026-02-20T10:00:00Z'))
  const { body } = await app.call('POST', webhooksPath, {
    url: 'https://example.com/webhooks/graph8',
    events: ['campaign.created', 'campaign.updated'],
    name: 'CRM Sync',
  })
  const id = textOf(body.data?.id)
  const shown = `{
"id": "${id}",
"name": "CRM Sync",
"url": "https://example.com/webhooks/graph8",
"events": ["campaign.created", "campaign.updated"],
"is_active": true,
"created_at": "2026-02-20T10:00:00",
"updated_at": "2026-02-20T10:00:00"
}`
  assertAnswer(
    await ask(
      app,
      `curl "https://api.graph8.com/api/v1/webhooks" \\
-H "Authorization: Bearer $API_KEY"`,
    ),
    `{
"data": [
${shown}
]
}`,
  )
  const got = await app.call('GET', `${webhooksPath}/${id}`)
  assert.equal(got.status, 200)
  assertAnswer(got.body, `{"data":${shown}}`)
})

test('List Webhooks: is_active filters', async () => {
  await using app = await startTestApp()
  const ids: string[] = []
  for (const name of ['one', 'two']) {
    const wanted = { url: 'https://example.com/hooks', events: ['document.created'], name }
    ids.push(textOf((await app.call('POST', webhooksPath, wanted)).body.data?.id))
  }
  const [first, second] = ids
  await app.call('PATCH', `${webhooksPath}/${first}`, { is_active: false })
  const listed = async (query: string) =>
    itemsOf(await app.call('GET', webhooksPath + query)).map(({ id }) => id)
  assert.deepEqual(await listed(''), [second, first])
  for (const yes of ['true', '1', 'yes', 'on', 'True', 'ON', 't', 'y']) {
    assert.deepEqual(await listed(`?is_active=${yes}`), [second], yes)
  }
  for (const no of ['false', '0', 'no', 'off', 'FALSE', 'f', 'n']) {
    assert.deepEqual(await listed(`?is_active=${no}`), [first], no)
  }
  assert.deepEqual(await listed('?is_active=true&is_active=false&page=7'), [first])
})

test('Create Webhook', async () => {
  await using app = await startTestApp()
  const answer = await ask(
    app,
    `curl -X POST "https://api.graph8.com/api/v1/webhooks" \\
-H "Authorization: Bearer $API_KEY" \\
-H "Content-Type: application/json" \\
-d '{
"url": "https://example.com/webhooks/graph8",
"events": ["campaign.created", "campaign.launched"],
"name": "CRM Sync"
}'`,
  )
  const { id, secret } = answer.data ?? {}
  assert.match(textOf(id), new RegExp(`^wh-${uuid}$`))
  assert.match(textOf(secret), /^whsec_[0-9a-f]{64}$/)
  assertAnswer(
    answer,
    `{
"data": {
"id": "${textOf(id)}",
"name": "CRM Sync",
"url": "https://example.com/webhooks/graph8",
"events": ["campaign.created", "campaign.launched"],
"is_active": true,
"secret": "${textOf(secret)}"
}
}`,
  )
})

test('Create Webhook: 201 Created, a name is not needed, unknown fields mean nothing', async () => {
  await using app = await startTestApp()
  const wanted = { url: 'https://example.com/hooks', events: ['*'] }
  const created = await app.call('POST', webhooksPath, { ...wanted, secret: 'mine', retries: 7 })
  assert.equal(created.status, 201)
  assert.equal(created.body.data?.name, null)
  assert.deepEqual(created.body.data?.events, ['*'])
  assert.notEqual(created.body.data?.secret, 'mine')
})

test('Update Webhook', async () => {
  const { clock, sender } = startedAt('2026-02-20T10:00:00Z')
  await using app = await startTestApp({ clock, sender })
  const created = await app.call('POST', webhooksPath, {
    url: 'https://example.com/hooks',
    events: ['campaign.created'],
    name: 'CRM Sync',
  })
  const id = textOf(created.body.data?.id)
  await clock.advance(60_000)
  const before = {
    id,
    name: 'CRM Sync',
    url: 'https://example.com/hooks',
    events: ['campaign.created'],
    is_active: true,
    created_at: '2026-02-20T10:00:00',
    updated_at: '2026-02-20T10:01:00',
  }
  const changes = [
    { url: 'https://example.com/other' },
    { events: ['person.enriched', 'campaign.created'] },
    { name: 'Other' },
    { name: null },
    { is_active: false },
    { is_active: true, name: 'Both' },
  ]
  let expected = before
  for (const change of changes) {
    // A type that both have: the fields keep their order.
    expected = Object.assign({ ...expected }, change)
    const { status, body } = await app.call('PATCH', `${webhooksPath}/${id}`, change)
    assert.equal(status, 200)
    assertAnswer(body, JSON.stringify({ data: expected }))
  }
  const got = await app.call('GET', `${webhooksPath}/${id}`)
  assertAnswer(got.body, JSON.stringify({ data: expected }))
})

test('Delete Webhook: 204 No Content', async () => {
  await using app = await startTestApp()
  const wanted = { url: 'https://example.com/hooks', events: ['campaign.created'] }
  const created = await app.call('POST', webhooksPath, wanted)
  const path = `${webhooksPath}/${textOf(created.body.data?.id)}`
  const deleted = await app.call('DELETE', path)
  assert.equal(deleted.status, 204)
  assert.deepEqual(deleted.body, { text: '' })
  assert.equal(deleted.headers.get('content-type'), null)
  for (const [method, at] of [
    ['GET', path],
    ['DELETE', path],
    ['GET', `${path}/deliveries`],
  ] as const) {
    assert.equal((await app.call(method, at)).status, 404, method + at)
  }
  assert.deepEqual((await app.call('GET', webhooksPath)).body, { data: [] })
})

test('List Deliveries', async () => {
  const { clock, sender } = startedAt('2026-02-25T10:00:00Z')
  const wire = holdOnTheWire()
  sender.answer = wire.answer
  await using app = await startTestApp({ clock, sender })
  const created = await app.call('POST', webhooksPath, {
    url: 'https://example.com/hooks',
    events: ['campaign.created'],
  })
  const id = textOf(created.body.data?.id)
  await publish(app, 'campaign.created')
  await eventually('the attempt', () => wire.open.length === 1)
  await clock.advance(1000)
  wire.end(answered(200))
  const path = `${webhooksPath}/${id}/deliveries`
  const [delivery] = await asTimePasses({ clock, stepMs: 5 }, 'success', async () => {
    const ended = itemsOf(await app.call('GET', `${path}?status=success`))
    return ended.length === 1 && ended
  })
  assert.match(textOf(delivery?.id), new RegExp(`^del-${uuid}$`))
  assertAnswer(
    await ask(
      app,
      `curl "https://api.graph8.com/api/v1/webhooks/wh-abc/deliveries" \\
-H "Authorization: Bearer $API_KEY"`.replace('wh-abc', id),
    ),
    `{
"data": [
{
"id": "${textOf(delivery?.id)}",
"event": "campaign.created",
"status": "success",
"attempts": 1,
"max_attempts": 3,
"response_code": 200,
"error_message": null,
"created_at": "2026-02-25T10:00:00",
"completed_at": "2026-02-25T10:00:01"
}
],
"pagination": {
"page": 1,
"limit": 50,
"total": 1,
"has_next": false
}
}`,
  )
})

test('the secret can be renewed, and the old one ends at once', async () => {
  await using app = await startTestApp()
  const wanted = { url: 'https://example.com/hooks', events: ['campaign.created'] }
  const created = await app.call('POST', webhooksPath, wanted)
  const path = `${webhooksPath}/${textOf(created.body.data?.id)}`
  const rotated = await app.call('POST', `${path}/rotate-secret`)
  assert.equal(rotated.status, 200)
  const { secret, ...shown } = rotated.body.data ?? {}
  assert.match(textOf(secret), /^whsec_[0-9a-f]{64}$/)
  assert.notEqual(secret, created.body.data?.secret)
  assert.equal(Object.keys(rotated.body.data ?? {}).at(-1), 'secret')
  assertAnswer((await app.call('GET', path)).body, JSON.stringify({ data: shown }))
})
