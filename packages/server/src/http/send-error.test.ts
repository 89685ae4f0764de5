import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setUpSurface } from '../../test/support/http-surface.ts'

test('a failure of our own is logged in full and told without its details', async (t) => {
  const { app, logged } = setUpSurface(t)
  const response = await app.inject({ method: 'GET', url: '/one/fail/own' })
  assert.equal(response.statusCode, 500)
  assert.equal(response.json().code, 'internal_error')
  assert.doesNotMatch(response.body, /inner detail/)
  assert.partialDeepStrictEqual(logged, [
    { requestId: response.headers['x-request-id'], method: 'GET', path: '/one/fail/:kind' },
  ])
  assert.match(String(Object(logged[0]).err), /inner detail/)
})

test('a store that fails is unavailable, and says whether something may have been written', async (t) => {
  const { app } = setUpSurface(t)
  const refused = await app.inject({ method: 'GET', url: '/one/fail/refused' })
  assert.equal(refused.statusCode, 503)
  assert.equal(refused.headers['retry-after'], '1')
  assert.match(refused.json().message, /Nothing was changed/)
  const unknown = await app.inject({ method: 'GET', url: '/one/fail/unknown' })
  assert.equal(unknown.statusCode, 503)
  assert.match(unknown.json().message, /before you repeat it/)
  assert.equal((await app.inject({ method: 'GET', url: '/one/fail/conflict' })).statusCode, 409)
})
