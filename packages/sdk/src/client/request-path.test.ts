import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requestPath } from './request-path.ts'

test('parameters and query are escaped, and what is undefined is left out', () => {
  const params = { id: 'a/b?c', key_id: 'ü' }
  const query = { type: 'a&b', limit: 5, active: false, cursor: undefined }
  assert.equal(
    requestPath('/v1/{id}/keys/{key_id}', params, query),
    '/v1/a%2Fb%3Fc/keys/%C3%BC?type=a%26b&limit=5&active=false',
  )
  assert.equal(requestPath('/v1/events', {}, { cursor: undefined }), '/v1/events')
})

test('a parameter that would lead to another path is refused', () => {
  for (const id of ['', '.', '..']) {
    assert.throws(() => requestPath('/v1/webhooks/{id}', { id }, {}), TypeError)
  }
  assert.throws(() => requestPath('/v1/webhooks/{id}', {}, {}), TypeError)
})
