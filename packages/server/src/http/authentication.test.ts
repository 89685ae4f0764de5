import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json, setUpSurface } from '../../test/support/http-surface.ts'

test('a key that is missing, malformed, unknown, expired, revoked or orphaned is refused before the body', async (t) => {
  const { app } = setUpSurface(t)
  const wrong = [
    undefined,
    '',
    'reader',
    'Bearer',
    'Bearer ',
    'Basic reader',
    'Bearer reader2',
    'Bearer expired',
    'Bearer revoked',
    'Bearer orphan',
  ]
  for (const authorization of wrong) {
    const response = await app.inject({
      method: 'POST',
      url: '/one/echo/1',
      headers: { ...json, ...(authorization === undefined ? {} : { authorization }) },
      payload: 'no json, and a body that is longer than the route takes'.repeat(5),
    })
    assert.equal(response.statusCode, 401, String(authorization))
    assert.equal(response.json().code, 'unauthorized')
    assert.equal(response.headers['www-authenticate'], 'Bearer')
  }
})

test('a key without the scope is refused, and the operator’s key has every scope', async (t) => {
  const { app } = setUpSurface(t)
  const request = (key: string) =>
    app.inject({ method: 'DELETE', url: '/one/thing', headers: { authorization: `Bearer ${key}` } })
  assert.equal((await request('reader')).statusCode, 403)
  assert.equal((await request('publisher')).statusCode, 403)
  assert.equal((await request('operator')).statusCode, 200)
})
