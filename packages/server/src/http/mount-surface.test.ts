import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asReader, json, setUpSurface } from '../../test/support/http-surface.ts'

test('a good request reaches its route with path, query and body read', async (t) => {
  const { app } = setUpSurface(t)
  const response = await app.inject({
    method: 'POST',
    url: '/one/echo/x%20y?n=7',
    headers: { ...json, authorization: 'bearer reader' },
    payload: '{"a":"b"}',
  })
  assert.equal(response.statusCode, 200)
  assert.deepEqual(response.json(), {
    params: { id: 'x y' },
    query: { n: 7 },
    body: { a: 'b' },
    key: 'reader',
  })
  assert.equal(response.headers['x-content-type-options'], 'nosniff')
  assert.equal(response.headers['cache-control'], 'no-store')
})

test('bad input is refused in the surface’s shape, with the field at fault', async (t) => {
  const { app } = setUpSurface(t)
  const post = (payload: string, query = '', headers: Record<string, string> = json) =>
    app.inject({
      method: 'POST',
      url: `/one/echo/1${query}`,
      headers: { ...asReader, ...headers },
      payload,
    })
  const cases: [Promise<{ statusCode: number; json(): unknown }>, number, string | undefined][] = [
    [post('{"a":'), 422, undefined],
    [post(''), 422, undefined],
    [post('[]'), 422, undefined],
    [post('{}'), 422, 'a'],
    [post('{"a":1}'), 422, 'a'],
    [post('{"a":"x","b":1}'), 422, 'b'],
    [post('{"a":"x","__proto__":{}}'), 422, '__proto__'],
    [post('{"a":"x","a":"y"}'), 422, 'a'],
    [post('{"a":"x"}', '?n=1.5'), 422, 'n'],
    [post('{"a":"x"}', '?n=1&n=2'), 422, 'n'],
    [post('{"a":"x"}', '?m=1'), 422, 'm'],
    [post('{"a":"x"}', '', { 'content-type': 'text/plain' }), 415, undefined],
    [post('{"a":"x"}', '', { 'content-type': ';;' }), 415, undefined],
    [post('{"a":"x"}', '', {}), 415, undefined],
    [post(`{"a":"${'x'.repeat(100)}"}`), 413, undefined],
  ]
  for (const [pending, status, field] of cases) {
    const response = await pending
    const body = response.json()
    assert.equal(response.statusCode, status, JSON.stringify(body))
    assert.partialDeepStrictEqual(body, {
      surface: 'one',
      ...(field === undefined ? {} : { field }),
    })
  }
})

test('unknown paths and wrong methods are told in the shape of the surface they lie under', async (t) => {
  const { app } = setUpSurface(t)
  const unknown = await app.inject({ method: 'GET', url: '/one/nothing' })
  assert.equal(unknown.statusCode, 404)
  assert.equal(unknown.json().surface, 'one')
  assert.match(String(unknown.headers['x-request-id']), /^req_/)
  const elsewhere = await app.inject({
    method: 'POST',
    url: '/nothing',
    headers: json,
    payload: '{',
  })
  assert.equal(elsewhere.statusCode, 404)
  assert.equal(elsewhere.json().error.code, 'not_found')
  const wrong = await app.inject({ method: 'PUT', url: '/one/echo/1', headers: json, payload: '{' })
  assert.equal(wrong.statusCode, 405)
  assert.equal(wrong.headers.allow, 'POST')
  assert.equal(wrong.json().surface, 'one')
  const probe = await app.inject({ method: 'DELETE', url: '/livez' })
  assert.equal(probe.statusCode, 405)
  assert.equal(probe.headers.allow, 'GET, HEAD')
  assert.equal((await app.inject({ method: 'HEAD', url: '/livez' })).statusCode, 200)
  const broken = await app.inject({ method: 'GET', url: '/one/%zz' })
  assert.equal(broken.statusCode, 422)
  assert.equal(broken.json().surface, 'one')
})

test('a key that asks too often is told when to come back, and others are not held up', async (t) => {
  const { app } = setUpSurface(t, 2)
  const ask = (key: string) =>
    app.inject({ method: 'DELETE', url: '/one/thing', headers: { authorization: `Bearer ${key}` } })
  const first = await ask('operator')
  assert.equal(first.statusCode, 200)
  assert.equal(first.headers['x-ratelimit-limit'], '2')
  assert.equal(first.headers['x-ratelimit-remaining'], '1')
  await ask('operator')
  const third = await ask('operator')
  assert.equal(third.statusCode, 429)
  assert.equal(third.json().code, 'rate_limited')
  assert.equal(third.headers['x-ratelimit-remaining'], '0')
  assert.match(String(third.headers['retry-after']), /^\d+$/)
  const other = await app.inject({
    method: 'POST',
    url: '/one/echo/1',
    headers: { ...asReader, ...json },
    payload: '{"a":"x"}',
  })
  assert.equal(other.statusCode, 200)
})
