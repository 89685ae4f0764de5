import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const url = 'https://yourapp.com/webhook'
const second = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

test('the page’s own request gets the page’s own answer, in its order', async () => {
  await using app = await startTestApp()
  const events = ['user.created', 'user.updated', 'project.created']
  const secret = 'whsec_abc123...'
  const { status, body } = await app.call('POST', '/v1/webhooks', {
    url,
    events,
    secret,
    active: true,
  })
  assert.equal(status, 201)
  assert.deepEqual(Object.keys(body), ['id', 'url', 'events', 'secret', 'active', 'created_at'])
  const { id: _id, created_at: _createdAt, ...rest } = body
  assert.deepEqual(rest, { url, events, secret, active: true })
  assert.match(stringAt(body, 'id'), /^hook_[0-9a-f]{32}$/)
  assert.match(stringAt(body, 'created_at'), second)
})

test('what is left out gets its default, and the secret is a strong one', async () => {
  await using app = await startTestApp()
  const { body } = await app.call('POST', '/v1/webhooks', { url, events: ['user.created'] })
  const bytes = Buffer.from(stringAt(body, 'secret').replace(/^whsec_/, ''), 'base64')
  assert.equal(bytes.length, 32)
  assert.equal(body.active, true)
})

test('a webhook is got without its secret, and with the time of its last change', async () => {
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', { url, events: ['*'] })
  const { secret: _secret, ...shown } = created.body
  const got = await app.call('GET', `/v1/webhooks/${stringAt(created.body, 'id')}`)
  assert.equal(got.status, 200)
  assert.deepEqual(got.body, { ...shown, updated_at: created.body.created_at })
  assert.deepEqual(Object.keys(got.body), [
    'id',
    'url',
    'events',
    'active',
    'created_at',
    'updated_at',
  ])
})

test('fields that were used are shown after the page’s, and others are not', async () => {
  await using app = await startTestApp()
  const wanted = {
    name: 'CRM',
    description: 'Keeps the CRM up to date',
    channels: ['eu', 'us'],
    ordering: 'strict',
    retry_delays_s: [1, 60],
  }
  const { body } = await app.call('POST', '/v1/webhooks', {
    ...wanted,
    url,
    events: ['user.created', 'user.created'],
    channels: ['eu', 'us', 'eu'],
  })
  assert.deepEqual(Object.keys(body).slice(6), Object.keys(wanted))
  const path = `/v1/webhooks/${stringAt(body, 'id')}`
  const { name, description, channels, ordering, retry_delays_s: delays, events } = body
  assert.deepEqual({ name, description, channels, ordering, retry_delays_s: delays }, wanted)
  assert.deepEqual(events, ['user.created'])
  const cleared = await app.call('PATCH', path, {
    name: null,
    description: '',
    channels: [],
    retry_delays_s: null,
  })
  assert.deepEqual(Object.keys(cleared.body).slice(5), ['updated_at', 'ordering'])
})

test('a change keeps what it does not name, and survives a restart', async () => {
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', { url, events: ['user.created'] })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
  const changed = await app.call('PATCH', path, { active: false, events: ['payment.failed'] })
  assert.equal(changed.status, 200)
  assert.equal(changed.body.url, url)
  assert.equal(changed.body.active, false)
  assert.deepEqual(changed.body.events, ['payment.failed'])
  assert.equal('secret' in changed.body, false)
  await app.restart()
  assert.deepEqual((await app.call('GET', path)).body, changed.body)
})

test('changes that are made at the same time are all kept', async () => {
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', { url, events: ['user.created'] })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
  const answers = await Promise.all([
    app.call('PATCH', path, { name: 'A' }),
    app.call('PATCH', path, { description: 'B' }),
    app.call('PATCH', path, { events: ['user.deleted'] }),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  )
  const { name, description, events } = (await app.call('GET', path)).body
  assert.deepEqual(
    { name, description, events },
    {
      name: 'A',
      description: 'B',
      events: ['user.deleted'],
    },
  )
})

test('a deleted webhook is gone, and its name with it', async () => {
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', { url, events: ['user.created'] })
  const id = stringAt(created.body, 'id')
  const deleted = await app.call('DELETE', `/v1/webhooks/${id}`)
  assert.equal(deleted.status, 200)
  assert.deepEqual(deleted.body, { id, deleted: true })
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', ''],
    ['POST', '/test'],
    ['GET', '/deliveries'],
    ['POST', '/secret/rotate'],
  ]) {
    const { status, body } = await app.call(method ?? '', `/v1/webhooks/${id}${path}`)
    assert.equal(status, 404)
    assert.deepEqual(body, { error: { code: 'not_found', message: 'There is no such webhook.' } })
  }
})

test('the list is newest first, in pages, and can be of active ones only', async () => {
  await using app = await startTestApp()
  const ids: string[] = []
  for (const active of [true, false, true]) {
    const { body } = await app.call('POST', '/v1/webhooks', { url, events: ['*'], active })
    ids.unshift(stringAt(body, 'id'))
  }
  const list = await app.call('GET', '/v1/webhooks?page=1&limit=2')
  assert.deepEqual(Object.keys(list.body), ['data', 'pagination'])
  assert.deepEqual(list.body.pagination, { page: 1, limit: 2, total: 3, pages: 2 })
  const idsOf = async (query: string) =>
    Object.values((await app.call('GET', `/v1/webhooks${query}`)).body.data ?? {}).map(
      (webhook) => webhook?.id,
    )
  assert.deepEqual(await idsOf('?limit=2'), ids.slice(0, 2))
  assert.deepEqual(await idsOf('?limit=2&page=2'), ids.slice(2))
  assert.deepEqual(await idsOf('?active=true'), [ids[0], ids[2]])
  assert.deepEqual(await idsOf('?active=false'), [ids[1]])
})

test('another workspace’s webhook is not there, and a key of the server names the workspace', async () => {
  await using app = await startTestApp()
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const foreign = await app.admin('POST', '/v1/webhooks', {
    url,
    events: ['*'],
    workspace: other,
  })
  assert.equal(foreign.status, 201)
  assert.equal(foreign.body.workspace, other)
  const path = `/v1/webhooks/${stringAt(foreign.body, 'id')}`
  for (const method of ['GET', 'DELETE']) {
    assert.equal((await app.call(method, path)).status, 404)
  }
  assert.equal((await app.call('PATCH', path, { name: 'mine' })).status, 404)
  assert.equal((await app.admin('GET', path)).status, 200)
  const unnamed = await app.admin('POST', '/v1/webhooks', { url, events: ['*'] })
  assert.equal(unnamed.status, 400)
  assert.equal(unnamed.body.error?.details?.field, 'workspace')
  const taken = await app.call('POST', '/v1/webhooks', { url, events: ['*'], workspace: other })
  assert.equal(taken.status, 404)
})
