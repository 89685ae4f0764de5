import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall, textOf } from '../../../test/support/api-client.ts'
import { startTestApp } from '../../../test/support/test-app.ts'
import { newCustomer } from './testing/session.ts'

test('whatever is refused under the prefixes is told as a message', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const reader = await newCustomer(app, ['read'])
  const nobody = createApiCall(app.url, null)
  const stranger = createApiCall(app.url, 'phk_unknown')
  const tooLarge = `{"provider":"${'x'.repeat(300 * 1024)}"}`
  const answers: [number, { status: number; body: object }][] = [
    [401, await nobody('POST', '/api/session/initiate', {})],
    [401, await stranger('GET', '/api/errors')],
    [403, await reader.call('POST', '/api/pull/initiate', {})],
    [404, await call('GET', '/api/session/nothing')],
    [404, await nobody('GET', '/api/pull')],
    [404, await call('GET', '/api/errors/1')],
    [405, await call('GET', '/api/session/initiate')],
    [405, await call('DELETE', '/api/session/delete')],
    [400, await call('POST', '/api/session/initiate', '{"provider":')],
    [400, await call('POST', '/api/session/initiate', '{"provider":"a","provider":"b"}')],
    [413, await call('POST', '/api/session/initiate', tooLarge)],
    [415, await call('POST', '/api/push/initiate', '{}', { 'content-type': 'text/plain' })],
    [400, await app.admin('POST', '/api/session/initiate', {})],
  ]
  for (const [expected, { status, body }] of answers) {
    assert.equal(status, expected, JSON.stringify(body))
    assert.deepEqual(Object.keys(body), ['message'])
  }
  for (const [status, { body }] of answers.filter(([expected]) => expected === 401)) {
    assert.deepEqual(body, { message: 'Unauthorized' }, String(status))
  }
})

test('a missing body and missing parameters are told as fields', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const empty = await call('POST', '/api/session/delete', '')
  assert.equal(empty.status, 422)
  assert.deepEqual(empty.body.errors, { json: { _schema: ['Is missing.'] } })
  const list = await call('POST', '/api/session/delete', [])
  assert.deepEqual(list.body.errors, { json: { _schema: ['Has to be an object.'] } })
  const query = await call('GET', '/api/pull/data?limit=501&offset=-1')
  assert.equal(query.status, 422)
  assert.deepEqual(query.body.errors, {
    query: {
      endgrate_type: ['Is missing.'],
      transfer_id: ['Is missing.'],
      limit: ['Has to be at most 500.'],
      offset: ['Has to be at least 0.'],
    },
  })
  const statistics = await call('GET', '/api/statistics')
  assert.deepEqual(statistics.body.errors, {
    query: { session_id: ['Is missing, and so is transfer_id.'] },
  })
})

test('more requests than the server allows are refused in the same shape', async () => {
  await using app = await startTestApp({ environment: { POSTHORN_RATE_LIMIT_PER_MINUTE: '2' } })
  const { call } = await newCustomer(app)
  await call('GET', '/api/errors')
  await call('GET', '/api/errors')
  const { status, headers, body } = await call('GET', '/api/errors')
  assert.equal(status, 429)
  assert.ok(headers.has('retry-after'))
  assert.deepEqual(Object.keys(body), ['message'])
})

test('what is the product’s own to know is refused, and says so', async () => {
  await using app = await startTestApp()
  const { status, body } = await createApiCall(app.url, null)('GET', '/api/integrations')
  assert.equal(status, 404)
  assert.match(textOf(body.message), /^Integrations are not listed here/)
})
