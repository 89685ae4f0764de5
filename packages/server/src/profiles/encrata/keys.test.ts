import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall, textOf, type JsonNode } from '../../../test/support/api-client.ts'
import { asTimePasses } from '../../../test/support/as-time-passes.ts'
import { createWebhook, newKey, uuid } from '../../../test/support/encrata-client.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { startTestApp } from '../../../test/support/test-app.ts'
import { createTestSender } from '../../../test/support/test-sender.ts'
import type { OutgoingRequest } from '../../domain/sender.ts'

const idPattern = new RegExp(`^${uuid}$`)

function keysIn(body: JsonNode): JsonNode[] {
  assert.deepEqual(Object.keys(body), ['keys'])
  return Object.values(body.keys ?? {}).filter((key) => key !== undefined)
}

function sentBy(requests: readonly OutgoingRequest[]): string[] {
  return requests.map(({ body }) => Buffer.from(body).toString('utf8'))
}

test('a key is shown once, works at once, and may do what the key may that made it', async () => {
  const clock = new ManualClock(Date.parse('2026-05-02T12:00:00Z'))
  await using app = await startTestApp({ clock })
  const maker = await newKey(app, ['admin'])
  const created = await maker.call('POST', '/api/keys', { name: 'Production' })
  assert.equal(created.status, 201)
  assert.deepEqual(Object.keys(created.body), ['id', 'name', 'key', 'created_at'])
  const { id, name, key, created_at: createdAt } = created.body
  assert.match(textOf(id), idPattern)
  assert.deepEqual([name, createdAt], ['Production', '2026-05-02T12:00:00Z'])

  const call = createApiCall(app.url, textOf(key))
  const listed = await call('GET', '/api/keys')
  const [newest, ...older] = keysIn(listed.body)
  const preview = `...${textOf(key).slice(-4)}`
  const counts = { last_used: null, total_requests: null, credits_used: null }
  assert.equal(
    JSON.stringify(newest),
    JSON.stringify({ id, name, key_preview: preview, created_at: createdAt, ...counts }),
  )
  assert.equal(older.length, 2)
  assert.ok(!JSON.stringify(listed.body).includes(textOf(key)))
})

test('a revoked key is refused and stays in the list, and a deleted one leaves it', async () => {
  await using app = await startTestApp()
  const { call } = await newKey(app, ['admin'])
  const revoked = await call('POST', '/api/keys', { name: 'revoked' })
  const deleted = await call('POST', '/api/keys', { name: 'deleted' })
  const revoke = (id: unknown, query = '') => call('DELETE', `/api/keys?id=${textOf(id)}${query}`)

  const first = await revoke(revoked.body.id)
  assert.deepEqual([first.status, first.body], [200, { message: 'API key revoked' }])
  const again = await revoke(revoked.body.id, '&permanent=false')
  assert.deepEqual(again.body, { message: 'API key revoked' })
  const second = await revoke(deleted.body.id, '&permanent=true')
  assert.deepEqual([second.status, second.body], [200, { message: 'API key deleted' }])
  for (const { body } of [revoked, deleted]) {
    const own = createApiCall(app.url, textOf(body.key))
    assert.equal((await own('GET', '/api/webhooks')).status, 401)
  }
  const [newest] = keysIn((await call('GET', '/api/keys')).body)
  assert.equal(newest?.name, 'revoked')
  assert.equal(Object.keys(newest ?? {}).at(-1), 'revoked_at')
  assert.match(textOf(newest?.revoked_at), /Z$/)

  assert.equal((await revoke(revoked.body.id, '&permanent=true')).status, 200)
  const left = keysIn((await call('GET', '/api/keys')).body)
  assert.ok(left.every(({ name }) => !['revoked', 'deleted'].includes(textOf(name))))
})

test('a request about keys that is wrong is refused in the product’s words', async () => {
  await using app = await startTestApp()
  const { call } = await newKey(app, ['admin'])
  const other = textOf((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body.id)
  const foreign = await newKey(app, ['read'], other)
  const cases = [
    ['POST', '/api/keys', {}, 400, 'name is required'],
    ['POST', '/api/keys', { name: '' }, 400, 'name is required'],
    ['POST', '/api/keys', { name: null }, 400, 'name is required'],
    ['POST', '/api/keys', { name: 7 }, 400, 'name has to be a string'],
    ['DELETE', '/api/keys', undefined, 400, 'id is required'],
    ['DELETE', '/api/keys?id=1&permanent=yes', undefined, 400, 'permanent has to be true or false'],
    ['DELETE', '/api/keys?id=1', undefined, 404, 'API key not found'],
    ['DELETE', `/api/keys?id=${foreign.id}`, undefined, 404, 'API key not found'],
  ] as const
  for (const [method, path, body, status, error] of cases) {
    const answer = await call(method, path, body)
    assert.deepEqual([answer.status, answer.body], [status, { error }], path)
  }
  assert.equal((await foreign.call('GET', '/api/webhooks')).status, 200)
})

test('a webhook is told of each key that is made and revoked, whichever API did it', async () => {
  const clock = new ManualClock(Date.parse('2026-05-02T12:00:00Z'))
  const sender = createTestSender()
  await using app = await startTestApp({ clock, sender })
  await createWebhook(app, { events: ['apikey.created', 'apikey.revoked'] })
  const { call } = await newKey(app, ['admin'])
  const passing = { clock, stepMs: 1 }
  const untilSent = (count: number) =>
    asTimePasses(passing, `event ${count}`, () => sender.requests.length === count)

  const { body } = await call('POST', '/api/keys', { name: 'Zoë' })
  await untilSent(1)
  const preview = `...${textOf(body.key).slice(-4)}`
  const id = textOf(body.id)
  assert.equal(
    sentBy(sender.requests)[0],
    `{"event":"apikey.created","data":{"key_id":"${id}","name":"Zoë","key_preview":"${preview}"},"created_at":"2026-05-02T12:00:00Z"}`,
  )
  await call('DELETE', `/api/keys?id=${id}`)
  await untilSent(2)
  assert.match(
    sentBy(sender.requests)[1] ?? '',
    new RegExp(
      `^{"event":"apikey.revoked","data":{"key_id":"${id}","name":"Zoë","permanent":false},`,
    ),
  )
  const keys = `/v1/workspaces/${app.workspace}/keys`
  const other = await app.admin('POST', keys, { name: 'by /v1', scopes: ['read'] })
  await untilSent(3)
  await app.admin('DELETE', `${keys}/${textOf(other.body.id)}`)
  await untilSent(4)
  const types = sentBy(sender.requests).map((text) => JSON.parse(text).event)
  assert.deepEqual(types.slice(2), ['apikey.created', 'apikey.revoked'])
})

test('a webhook is told when credits run low and out', async () => {
  const sender = createTestSender()
  await using app = await startTestApp({ sender })
  await createWebhook(app, { events: ['credits.low', 'credits.exhausted'] })
  const path = `/v1/workspaces/${app.workspace}/credits`
  await app.admin('PUT', path, { balance: 150, threshold: 100 })
  for (const change of [-55, -45, -50]) {
    assert.equal((await app.admin('POST', `${path}/adjust`, { change })).status, 200)
  }
  await eventually('both events', () => sender.requests.length === 2)
  const sent = sentBy(sender.requests).map((text) => text.replace(/,"created_at".*/, ''))
  assert.deepEqual(sent.toSorted(), [
    '{"event":"credits.exhausted","data":{"credits_remaining":0}',
    '{"event":"credits.low","data":{"credits_remaining":95,"threshold":100}',
  ])
})
