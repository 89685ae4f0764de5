import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startReceiver, type Receiver } from '../../server/test/support/receiver.ts'
import { eventually } from '../../server/test/support/eventually.ts'
import { testAdminKey } from '../../server/test/support/server-process.ts'
import { startTestApp, type TestApp } from '../../server/test/support/test-app.ts'
import { createPosthornClient, PosthornError, type PosthornClient } from '../src/client.ts'

let app: TestApp
let receiver: Receiver
let admin: PosthornClient

before(async () => {
  app = await startTestApp()
  receiver = await startReceiver()
  admin = createPosthornClient({ url: app.url, key: testAdminKey })
})

after(async () => {
  await receiver[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
})

/** A client with a key of a new workspace. */
async function createTenant(): Promise<{ client: PosthornClient; workspace: string }> {
  const { id: workspace } = await admin.workspaces.create({ name: 'Tenant' })
  const { key } = await admin.keys.create(workspace, { name: 'test', scopes: ['admin'] })
  return { client: createPosthornClient({ url: `${app.url}/`, key }), workspace }
}

test('workspaces and keys are created, listed, changed and ended', async () => {
  const created = await admin.workspaces.create({ name: 'Acme', open_catalogue: false })
  const { id } = created
  assert.deepEqual(await admin.workspaces.get(id), created)
  assert.equal((await admin.workspaces.update(id, { name: 'Acme Ltd' })).name, 'Acme Ltd')
  const { data, pagination } = await admin.workspaces.list({ page: 1, limit: 1 })
  assert.equal(data.length, 1)
  assert.ok(pagination.total >= 1)

  const { key, ...shown } = await admin.keys.create(id, { name: 'reader', scopes: ['read'] })
  assert.deepEqual((await admin.keys.list(id, { limit: 5 })).data, [shown])
  const reader = createPosthornClient({ url: app.url, key })
  assert.equal((await reader.workspaces.list()).data[0]?.id, id)
  assert.deepEqual(await admin.keys.revoke(id, shown.id), { id: shown.id, deleted: true })
  await assert.rejects(reader.workspaces.list(), { code: 'unauthorized', status: 401 })
  const { erasure, ...deleted } = await admin.workspaces.delete(id)
  assert.deepEqual(deleted, { id, deleted: true })
  assert.match(erasure ?? '', /^era_/)
})

test('event types are created, listed, replaced and deleted', async () => {
  const { client } = await createTenant()
  const created = await client.eventTypes.create({ name: 'order.paid', description: 'Paid' })
  assert.deepEqual(await client.eventTypes.get('order.paid'), created)
  const replaced = await client.eventTypes.put('order.paid', { example: { total: 7 } })
  assert.deepEqual(replaced.example, { total: 7 })
  const { data } = await client.eventTypes.list({ limit: 100 })
  assert.ok(data.some(({ name, origin }) => name === 'order.paid' && origin === 'workspace'))
  const deleted = await client.eventTypes.delete('order.paid')
  assert.deepEqual(deleted, { name: 'order.paid', deleted: true })
})

test('webhooks are created, tested, changed and deleted', async () => {
  const { client } = await createTenant()
  const { webhooks } = client
  const { id, secret } = await webhooks.create({ url: receiver.url, events: ['user.created'] })
  assert.match(secret ?? '', /^whsec_/)
  assert.equal((await webhooks.test(id)).status, 'success')
  const { deliveries, pagination } = await webhooks.listDeliveries(id, {
    status: 'success',
    page: 1,
  })
  assert.equal(deliveries.length, pagination?.total)
  const rotated = await webhooks.rotateSecret(id, { overlap_s: 60 })
  assert.notEqual(rotated.secret, secret)
  assert.notEqual((await webhooks.rotateSecret(id)).secret, rotated.secret)
  const changed = await webhooks.update(id, { active: false, name: 'Old' })
  assert.equal(changed.name, 'Old')
  assert.deepEqual(await webhooks.get(id), changed)
  assert.deepEqual((await webhooks.list({ active: false })).data, [changed])
  assert.deepEqual((await webhooks.list({ active: true })).data, [])
  assert.deepEqual(await webhooks.delete(id), { id, deleted: true })
})

test('an event is published, found with its delivery, retried and replayed', async () => {
  const { client } = await createTenant()
  const { id: webhook } = await client.webhooks.create({ url: receiver.url, events: ['*'] })
  interface User {
    id: string
  }
  const data: User = { id: 'user_123' }
  const { id } = await client.events.publish({ type: 'user.created', data })
  const delivery = await eventually('the delivery to arrive', async () => {
    const { deliveries } = await client.events.get(id)
    return deliveries.find(({ status }) => status === 'success')
  })
  assert.equal(delivery.webhook_id, webhook)
  assert.deepEqual((await client.events.get(id)).data, data)

  const { attempt_log: attempts } = await client.deliveries.get(delivery.id)
  assert.equal(attempts[0]?.response?.status_code, 200)
  assert.equal((await client.deliveries.retry(delivery.id)).retry_of, delivery.id)
  const replay = await client.events.replay(id, { webhooks: [webhook] })
  assert.equal(replay.event_id, id)
  assert.equal((await client.events.replay(id)).deliveries.length, 1)
})

test('a batch has a result for each event, and the same id is one event', async () => {
  const { client } = await createTenant()
  const { data } = await client.events.publishBatch([
    { type: 'user.created', data: {}, id: 'one' },
    { type: 'no.such', data: {} },
    { type: 'user.created', data: {}, id: 'one' },
  ])
  const results = data.map((result) => ('error' in result ? result.error.code : result.id))
  assert.equal(results[1], 'validation_error')
  assert.equal(results[0], results[2])
})

test('all events are iterated over, from page to page', async () => {
  const { client, workspace } = await createTenant()
  const published = Array.from({ length: 5 }, () => ({ type: 'user.created', data: {} }))
  await client.events.publishBatch(published)
  // The event that tells of the workspace's new key may or may not be there yet.
  const type = 'user.created'
  const { data, next_cursor: cursor } = await client.events.list({ type, limit: 2 })
  assert.equal(data.length, 2)
  const ids: string[] = []
  for await (const { id } of client.events.listAll({ type, limit: 2 })) ids.push(id)
  assert.equal(new Set(ids).size, 5)
  const rest: string[] = []
  for await (const { id } of admin.events.listAll({ workspace, type, limit: 100 })) rest.push(id)
  assert.deepEqual(rest, ids)
  assert.notEqual(cursor, null)
})

test('a refusal says what is wrong, where, and in which request', async () => {
  const { client } = await createTenant()
  await assert.rejects(client.webhooks.create({ url: 'nowhere', events: ['*'] }), (error) => {
    assert.ok(error instanceof PosthornError)
    assert.equal(error.status, 400)
    assert.equal(error.code, 'validation_error')
    assert.equal(error.field, 'url')
    assert.match(error.requestId ?? '', /^req_/)
    assert.equal(error.retryAfterS, undefined)
    return true
  })
  await assert.rejects(client.webhooks.get('hook_1'), { code: 'not_found', status: 404 })
})

test('what the API does not take does not compile, and is refused', async () => {
  const { client } = await createTenant()
  // @ts-expect-error -- `events` is missing
  await assert.rejects(client.webhooks.create({ url: receiver.url }), { status: 400 })
  // @ts-expect-error -- there is no such status
  await assert.rejects(client.webhooks.listDeliveries('hook_1', { status: 'lost' }))
  // @ts-expect-error -- a misspelt field
  await assert.rejects(client.workspaces.create({ nam: 'Acme' }))
  // @ts-expect-error -- data is an object
  await assert.rejects(client.events.publish({ type: 'user.created', data: 7 }), { field: 'data' })
})
