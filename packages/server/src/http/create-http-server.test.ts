import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { asReader, json, setUpSurface } from '../../test/support/http-surface.ts'

test('a request id is taken from the caller when it is short and printable', async (t) => {
  const { app } = setUpSurface(t)
  const given = async (id: string) =>
    (await app.inject({ url: '/livez', headers: { 'x-request-id': id } })).headers['x-request-id']
  assert.equal(await given('abc-123'), 'abc-123')
  assert.match(String(await given('x'.repeat(129))), /^req_[0-9a-f]{32}$/)
  assert.match(String(await given('with space')), /^req_/)
})

test('while the server leaves it answers as before, and each answer closes its connection', async (t) => {
  const { app, enter } = setUpSurface(t)
  const ask = () =>
    app.inject({
      method: 'POST',
      url: '/one/echo/1',
      headers: { ...asReader, ...json },
      payload: '{"a":"x"}',
    })
  assert.equal((await ask()).headers.connection, 'keep-alive')
  enter('leaving')
  const response = await ask()
  assert.equal(response.statusCode, 200)
  assert.equal(response.headers.connection, 'close')
})

test('while the server stops, surfaces are unavailable and the rest still answers', async (t) => {
  const { app, enter, logged } = setUpSurface(t)
  enter('stopping')
  const response = await app.inject({ method: 'GET', url: '/one/fail/own' })
  assert.equal(response.statusCode, 503)
  assert.equal(response.json().surface, 'one')
  assert.equal(response.headers['retry-after'], '1')
  assert.deepEqual(logged, [])
  assert.equal((await app.inject({ url: '/livez' })).statusCode, 200)
})

test('what is not HTTP is refused and the connection closed', async (t) => {
  const { app } = setUpSurface(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const exchange = async (text: string): Promise<string> => {
    const socket = connect(address.port, '127.0.0.1')
    socket.write(text)
    let received = ''
    for await (const chunk of socket.setEncoding('utf8')) received += String(chunk)
    return received
  }
  assert.match(await exchange('nonsense\r\n\r\n'), /^HTTP\/1\.1 400 .*"validation_error"/s)
  const huge = `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`
  assert.match(await exchange(huge), /^HTTP\/1\.1 431 /)
})
