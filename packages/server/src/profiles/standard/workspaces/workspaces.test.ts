import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const missing = `ws_${'0'.repeat(32)}`

test('a workspace is created, read, listed, changed and deleted', async () => {
  await using app = await startTestApp()
  const created = await app.admin('POST', '/v1/workspaces', { name: 'Acme' })
  assert.equal(created.status, 201)
  assert.match(stringAt(created.body, 'id'), /^ws_[0-9a-f]{32}$/)
  assert.match(stringAt(created.body, 'created_at'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.partialDeepStrictEqual(created.body, {
    name: 'Acme',
    default_profile: 'standard',
    open_catalogue: false,
  })
  const path = `/v1/workspaces/${stringAt(created.body, 'id')}`
  assert.deepEqual((await app.admin('GET', path)).body, created.body)

  const listed = await app.admin('GET', '/v1/workspaces?limit=1')
  assert.deepEqual(listed.body, {
    data: [{ ...created.body, webhooks: { active: 0, paused: 0, disabled: 0 } }],
    pagination: { page: 1, limit: 1, total: 2, pages: 2 },
  })

  const changed = await app.admin('PATCH', path, { open_catalogue: true })
  assert.equal(changed.status, 200)
  assert.partialDeepStrictEqual(changed.body, { name: 'Acme', open_catalogue: true })

  const deleted = await app.admin('DELETE', path)
  assert.partialDeepStrictEqual(deleted.body, { id: created.body.id, deleted: true })
  assert.equal((await app.admin('GET', path)).status, 404)
  assert.equal((await app.admin('DELETE', path)).status, 404)
})

test('workspaces are searched by name and id, and tell how many webhooks they have', async () => {
  await using app = await startTestApp()
  for (const name of ['Acme Ltd', 'ACME Inc', 'Zenith']) {
    await app.admin('POST', '/v1/workspaces', { name })
  }
  const ids = ['https://example.com/a', 'https://example.com/b'].map(async (url) =>
    stringAt((await app.call('POST', '/v1/webhooks', { url, events: ['*'] })).body, 'id'),
  )
  await app.call('PATCH', `/v1/webhooks/${await ids[0]}`, { active: false })
  await Promise.all(ids)
  const find = async (search: string) => {
    const query = new URLSearchParams({ search }).toString()
    const { body } = await app.admin('GET', `/v1/workspaces?${query}`)
    return Object.values(body.data ?? {})
  }
  assert.deepEqual(
    (await find(' acme')).map((one) => one?.['name']),
    ['ACME Inc', 'Acme Ltd'],
  )
  assert.deepEqual(await find('nobody'), [])
  assert.equal((await find('')).length, 4)
  const [own] = await find(app.workspace)
  assert.deepEqual(own?.['webhooks'], { active: 1, paused: 1, disabled: 0 })
})

test('deleting a workspace revokes its keys and deletes its webhooks, and that outlives a restart', async () => {
  await using app = await startTestApp()
  const webhook = await app.call('POST', '/v1/webhooks', {
    url: 'https://example.com/hook',
    events: ['user.created'],
  })
  assert.equal(webhook.status, 201)
  assert.equal((await app.admin('DELETE', `/v1/workspaces/${app.workspace}`)).status, 200)
  const webhookPath = `/v1/webhooks/${stringAt(webhook.body, 'id')}`
  assert.equal((await app.call('GET', webhookPath)).status, 401)
  assert.equal((await app.admin('GET', webhookPath)).status, 404)
  await app.restart()
  assert.equal((await app.call('GET', webhookPath)).status, 401)
  assert.equal((await app.admin('GET', webhookPath)).status, 404)
  assert.equal((await app.admin('GET', '/v1/workspaces')).body.pagination?.total, 0)
})

test('a key of a workspace sees its own workspace alone, and others look as if they were not there', async () => {
  await using app = await startTestApp()
  const other = await app.admin('POST', '/v1/workspaces', { name: 'Other' })
  assert.equal((await app.call('GET', `/v1/workspaces/${app.workspace}`)).status, 200)
  const foreign = await app.call('GET', `/v1/workspaces/${stringAt(other.body, 'id')}`)
  assert.equal(foreign.status, 404)
  assert.deepEqual(foreign.body, (await app.call('GET', `/v1/workspaces/${missing}`)).body)
  assert.deepEqual(foreign.body, (await app.call('GET', '/v1/workspaces/nonsense')).body)
  const listed = await app.call('GET', '/v1/workspaces')
  assert.equal(listed.body.pagination?.total, 1)
})

test('only a key of the server creates and deletes workspaces', async () => {
  await using app = await startTestApp()
  const key = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'tenant admin',
    scopes: ['admin'],
  })
  const authorization = { authorization: `Bearer ${stringAt(key.body, 'key')}` }
  const path = `/v1/workspaces/${app.workspace}`
  const created = await app.call('POST', '/v1/workspaces', { name: 'x' }, authorization)
  assert.equal(created.status, 403)
  assert.equal((await app.call('DELETE', path, undefined, authorization)).status, 403)
  const renamed = await app.call('PATCH', path, { name: 'Mine' }, authorization)
  assert.equal(renamed.body.name, 'Mine')
})

test('a workspace that cannot be is refused with the field at fault', async () => {
  await using app = await startTestApp()
  const cases: [object, string | undefined][] = [
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ name: 'x', default_profile: 'nobody' }, 'default_profile'],
    [{ name: 'x', open_catalogue: 'yes' }, 'open_catalogue'],
    [{ name: 'x', id: missing }, 'id'],
  ]
  for (const [body, field] of cases) {
    const answer = await app.admin('POST', '/v1/workspaces', body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.equal(answer.body.error?.code, 'validation_error')
    assert.equal(answer.body.error?.details?.field, field)
  }
  const empty = await app.admin('PATCH', `/v1/workspaces/${app.workspace}`, {})
  assert.equal(empty.status, 400)
})

test('changes at the same moment are all kept', async () => {
  await using app = await startTestApp()
  const path = `/v1/workspaces/${app.workspace}`
  const answers = await Promise.all([
    app.admin('PATCH', path, { name: 'New name' }),
    app.admin('PATCH', path, { open_catalogue: true }),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  )
  assert.partialDeepStrictEqual((await app.admin('GET', path)).body, {
    name: 'New name',
    open_catalogue: true,
  })
})
