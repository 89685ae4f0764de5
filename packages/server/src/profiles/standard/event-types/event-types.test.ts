import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const schema = {
  type: 'object',
  properties: { total: { type: 'integer' }, code: { type: 'string', pattern: '^[A-Z]+$' } },
  required: ['total'],
}

test('the catalogues of the profiles are listed with their descriptions', async () => {
  await using app = await startTestApp()
  const listed = await app.call('GET', '/v1/event-types?limit=100')
  const types = Object.values(listed.body.data ?? {})
  const created = types.find((type) => stringAt(type, 'name') === 'user.created')
  assert.partialDeepStrictEqual(created, { origin: 'profile', profile: 'standard', schema: null })
  assert.notEqual(created?.description, '')
  const got = await app.call('GET', '/v1/event-types/user.created')
  assert.deepEqual(got.body, created)
})

test('a type is added, replaced and deleted, and another workspace does not know it', async () => {
  await using app = await startTestApp()
  const other = await app.admin('POST', '/v1/workspaces', { name: 'Other' })
  const type = { workspace: app.workspace, name: 'invoice.paid', description: 'Paid.', schema }
  const created = await app.admin('POST', '/v1/event-types', type)
  assert.equal(created.status, 201)
  assert.partialDeepStrictEqual(created.body, { ...type, origin: 'workspace', example: null })
  assert.equal((await app.call('GET', '/v1/event-types/invoice.paid')).status, 200)
  const elsewhere = `/v1/event-types/invoice.paid?workspace=${stringAt(other.body, 'id')}`
  assert.equal((await app.admin('GET', elsewhere)).status, 404)
  assert.equal((await app.call('GET', elsewhere)).status, 404)

  const again = await app.admin('POST', '/v1/event-types', type)
  assert.equal(again.status, 409)
  const replaced = await app.admin('PUT', '/v1/event-types/invoice.paid', {
    workspace: app.workspace,
    example: { total: 1 },
  })
  assert.equal(replaced.status, 200)
  assert.partialDeepStrictEqual(replaced.body, {
    description: '',
    schema: null,
    example: { total: 1 },
    created_at: created.body.created_at,
  })

  const path = `/v1/event-types/invoice.paid?workspace=${app.workspace}`
  assert.deepEqual((await app.admin('DELETE', path)).body, { name: 'invoice.paid', deleted: true })
  assert.equal((await app.admin('DELETE', path)).status, 404)
  assert.equal((await app.call('GET', '/v1/event-types/invoice.paid')).status, 404)
  assert.equal((await app.admin('POST', '/v1/event-types', type)).status, 201)
})

test('a type of the server is known everywhere, and stands behind a workspace’s own', async () => {
  await using app = await startTestApp()
  const shared = { name: 'invoice.paid', description: 'Everywhere.' }
  assert.partialDeepStrictEqual((await app.admin('POST', '/v1/event-types', shared)).body, {
    origin: 'server',
    workspace: null,
  })
  const read = async () => (await app.call('GET', '/v1/event-types/invoice.paid')).body
  assert.equal((await read()).description, 'Everywhere.')
  const own = { workspace: app.workspace, description: 'Here.' }
  await app.admin('PUT', '/v1/event-types/invoice.paid', own)
  assert.partialDeepStrictEqual(await read(), { description: 'Here.', origin: 'workspace' })
  await app.admin('DELETE', `/v1/event-types/invoice.paid?workspace=${app.workspace}`)
  assert.equal((await read()).description, 'Everywhere.')
})

test('an event that does not fit the schema of its type is refused with the place', async () => {
  await using app = await startTestApp()
  await app.admin('POST', '/v1/event-types', { name: 'invoice.paid', schema })
  const publish = (data: object) => app.call('POST', '/v1/events', { type: 'invoice.paid', data })
  assert.equal((await publish({ total: 1, code: 'EUR' })).status, 202)
  const wrong = await publish({ total: 1, code: 'eur' })
  assert.equal(wrong.status, 400)
  assert.match(stringAt(wrong.body.error, 'message'), /`data\.code` has to match \^\[A-Z\]\+\$/)
  await app.admin('PUT', '/v1/event-types/invoice.paid', {})
  assert.equal((await publish({ code: 1 })).status, 202)
  await app.restart()
  assert.equal((await publish({ code: 1 })).status, 202)
})

test('a type that cannot be is refused with the field at fault', async () => {
  await using app = await startTestApp()
  const name = 'invoice.paid'
  const cases: [object, string][] = [
    [{}, 'name'],
    [{ name: 'invoice paid' }, 'name'],
    [{ name: 'invoice.' }, 'name'],
    [{ name: 'x'.repeat(129) }, 'name'],
    [{ name, description: 'x'.repeat(2001) }, 'description'],
    [{ name, schema: 'object' }, 'schema'],
    [{ name, schema: { type: 'objekt' } }, 'schema'],
    [{ name, schema: { $ref: 'https://example.com/x.json' } }, 'schema'],
    [{ name, schema: { properties: { a: { pattern: '(?!x)' } } } }, 'schema'],
    [{ name, schema: { description: 'x'.repeat(65_536) } }, 'schema'],
    [{ name, example: [] }, 'example'],
    [{ name, schema, example: { total: 'much' } }, 'example'],
    [{ name, kind: 'x' }, 'kind'],
  ]
  for (const [body, field] of cases) {
    const answer = await app.admin('POST', '/v1/event-types', body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.equal(answer.body.error?.details?.field, field)
  }
  assert.equal((await app.admin('PUT', '/v1/event-types/a%20b', {})).status, 400)
  const nowhere = { name, workspace: `ws_${'0'.repeat(32)}` }
  assert.equal((await app.admin('POST', '/v1/event-types', nowhere)).status, 404)
})

test('a workspace adds types of its own, and leaves schemas to the operator', async () => {
  await using app = await startTestApp()
  const key = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'tenant admin',
    scopes: ['admin'],
  })
  const authorization = { authorization: `Bearer ${stringAt(key.body, 'key')}` }
  const add = (body: object, headers: Record<string, string> = authorization) =>
    app.call('POST', '/v1/event-types', body, headers)
  assert.partialDeepStrictEqual((await add({ name: 'own.type' })).body, {
    origin: 'workspace',
    workspace: app.workspace,
  })
  assert.equal((await add({ name: 'other.type', schema })).status, 403)
  assert.equal((await add({ name: 'other.type' }, {})).status, 403)
})
