import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { createServer, type TlsOptions, type TLSSocket } from 'node:tls'
import { startRawReceiver } from '../../test/support/raw-receiver.ts'
import { createAddressGuard, loopbackNetworks } from './address-guard.ts'
import type { DnsQuery } from './dns-query.ts'
import { createSender, type SenderOptions } from './undici-sender.ts'

const guard = createAddressGuard({ allowNetworks: loopbackNetworks })
const rules = { allowHttp: false, guard, allowPorts: [] }
const hanging = { timeout: 30_000 }
const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

// Made for these tests alone. All three are self-signed with the same key.
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgi6O16yVFUjkUrd+Z
rAVSy4r4E80Adgc0qm9PEL7EPtmhRANCAASnDxXjPUiHdyl+nQk6zsL3WRI1ND8f
3rSYEkzGYusvSTwr0//nCQCLauvmLOXfLt8EIJ0RNJLij13hriwxKk32
-----END PRIVATE KEY-----`

/** For localhost, hooks.example.com and 127.0.0.1, from 2020 to 2125. */
const goodCertificate = `-----BEGIN CERTIFICATE-----
MIIBhjCCASygAwIBAgIBAjAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1Qb3N0aG9y
biB0ZXN0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjUwMTAxMDAwMDAwWjAYMRYwFAYD
VQQDDA1Qb3N0aG9ybiB0ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEpw8V
4z1Ih3cpfp0JOs7C91kSNTQ/H960mBJMxmLrL0k8K9P/5wkAi2rr5izl3y7fBCCd
ETSS4o9d4a4sMSpN9qNlMGMwLQYDVR0RBCYwJIIJbG9jYWxob3N0ghFob29rcy5l
eGFtcGxlLmNvbYcEfwAAATATBgNVHSUEDDAKBggrBgEFBQcDATAdBgNVHQ4EFgQU
CwyVLJNCUHIbBjCsXJedfiPFYZYwCgYIKoZIzj0EAwIDSAAwRQIhAN7WQVSMcqO2
7TcCJE9NwVaxwPReNZjyYgK82mygUoicAiAsrXfhlmI7ddYnwFpWHoIf0ea8P1DD
u70yho9hOdXlBw==
-----END CERTIFICATE-----`

/** For other.example.com. */
const otherCertificate = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIBAzAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1Qb3N0aG9y
biB0ZXN0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjUwMTAxMDAwMDAwWjAYMRYwFAYD
VQQDDA1Qb3N0aG9ybiB0ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEpw8V
4z1Ih3cpfp0JOs7C91kSNTQ/H960mBJMxmLrL0k8K9P/5wkAi2rr5izl3y7fBCCd
ETSS4o9d4a4sMSpN9qNUMFIwHAYDVR0RBBUwE4IRb3RoZXIuZXhhbXBsZS5jb20w
EwYDVR0lBAwwCgYIKwYBBQUHAwEwHQYDVR0OBBYEFAsMlSyTQlByGwYwrFyXnX4j
xWGWMAoGCCqGSM49BAMCA0gAMEUCIFH9MIkmF9uQ3mf3p8y6+d6EcEPA4rHPFpEm
+3nJJ6x7AiEAh24REpjDGbDV88LfZnUyA5+NKgMKw1hUY6WDt2aTDeE=
-----END CERTIFICATE-----`

/** For localhost, in the first days of 2020. */
const expiredCertificate = `-----BEGIN CERTIFICATE-----
MIIBazCCARGgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1Qb3N0aG9y
biB0ZXN0MB4XDTIwMDEwMTAwMDAwMFoXDTIwMDEwMjAwMDAwMFowGDEWMBQGA1UE
AwwNUG9zdGhvcm4gdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKcPFeM9
SId3KX6dCTrOwvdZEjU0Px/etJgSTMZi6y9JPCvT/+cJAItq6+Ys5d8u3wQgnRE0
kuKPXeGuLDEqTfajTDBKMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDATBgNVHSUEDDAK
BggrBgEFBQcDATAdBgNVHQ4EFgQUCwyVLJNCUHIbBjCsXJedfiPFYZYwCgYIKoZI
zj0EAwIDSAAwRQIhAIer4/FXrSSJnAxyQChJ85bYJlPhv277LQ4epto7jpLjAiAl
53kf/2pYeN6LMWq61G1K7Ogqc0/rZZOlbD73uFFLMw==
-----END CERTIFICATE-----`

/** Every name is loopback. */
const query: DnsQuery = Object.assign(
  () => Promise.resolve([{ address: '127.0.0.1', family: 4 as const, ttlS: 60 }]),
  { cancel: () => {} },
)

async function startTlsReceiver(
  context: TestContext,
  options: TlsOptions,
  onRequest = (socket: TLSSocket): void => void socket.write(ok),
) {
  const sockets = new Set<TLSSocket>()
  const resumed: boolean[] = []
  const server = createServer({ key, cert: goodCertificate, ...options }, (socket) => {
    sockets.add(socket)
    resumed.push(socket.isSessionReused())
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      if (chunk.includes('POST /')) onRequest(socket)
    })
  })
  // A handshake that the client gives up.
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  // A TCP server's address is never a path.
  return { port: (server.address() as AddressInfo).port, sockets, resumed }
}

function post(context: TestContext, url: string, options: Partial<SenderOptions>) {
  const sender = createSender({ rules, query, ...options })
  context.after(() => sender.close())
  return sender.send({ url, headers: [], body: Buffer.from('{}'), timeoutMs: 20_000 })
}

test(
  'a trusted certificate for the name is accepted, over HTTP/1.1 with the name as SNI',
  hanging,
  async (t) => {
    const { port, sockets } = await startTlsReceiver(t, { ALPNProtocols: ['h2', 'http/1.1'] })
    const trusting = { extraCertificates: [goodCertificate] }
    const outcome = await post(t, `https://hooks.example.com:${port}/`, trusting)
    assert.equal(outcome.kind === 'answered' && outcome.status, 200)
    const [socket] = sockets
    assert.equal(socket?.servername, 'hooks.example.com')
    assert.equal(socket?.alpnProtocol, 'http/1.1')
  },
)

test(
  'a certificate for the address is accepted where the URL has the address',
  hanging,
  async (t) => {
    const { port } = await startTlsReceiver(t, {})
    const trusting = { extraCertificates: [goodCertificate] }
    const outcome = await post(t, `https://127.0.0.1:${port}/`, trusting)
    assert.equal(outcome.kind, 'answered')
  },
)

test('a TLS session is resumed by the next connection', hanging, async (t) => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const { port, resumed } = await startTlsReceiver(t, { maxVersion })
    const sender = createSender({ rules, query, extraCertificates: [goodCertificate], maxIdle: 0 })
    t.after(() => sender.close())
    const request = { headers: [], body: Buffer.from('{}'), timeoutMs: 20_000 }
    for (let index = 0; index < 2; index++) {
      const outcome = await sender.send({ ...request, url: `https://localhost:${port}/` })
      assert.equal(outcome.kind, 'answered')
    }
    assert.deepEqual(resumed, [false, true])
  }
})

test('a receiver that closes an idle connection gets the next request', hanging, async (t) => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    let requests = 0
    const { port, sockets } = await startTlsReceiver(t, { maxVersion }, (socket) => {
      requests++
      if (requests === 2) socket.end()
      else socket.write(ok)
    })
    const sender = createSender({ rules, query, extraCertificates: [goodCertificate] })
    t.after(() => sender.close())
    const request = { headers: [], body: Buffer.from('{}'), timeoutMs: 20_000 }
    for (let index = 0; index < 2; index++) {
      const outcome = await sender.send({ ...request, url: `https://localhost:${port}/` })
      assert.equal(outcome.kind, 'answered')
    }
    assert.deepEqual([requests, sockets.size], [3, 2])
  }
})

test('a certificate that does not fit is refused and said why', hanging, async (t) => {
  const cases = [
    [goodCertificate, [], 'Certificate is self-signed'],
    [expiredCertificate, [expiredCertificate], 'Certificate has expired'],
    [otherCertificate, [otherCertificate], 'Certificate is for another host'],
  ] as const
  const versions = ['TLSv1.2', 'TLSv1.3'] as const
  const runs = versions.flatMap((maxVersion) => cases.map((row) => [maxVersion, ...row] as const))
  for (const [maxVersion, cert, extraCertificates, detail] of runs) {
    const { port } = await startTlsReceiver(t, { cert, maxVersion })
    const sender = createSender({ rules, query, extraCertificates })
    t.after(() => sender.close())
    // Twice: a session that is kept must not spare the second one the check.
    for (let index = 0; index < 2; index++) {
      assert.deepEqual(
        await sender.send({
          url: `https://localhost:${port}/`,
          headers: [],
          body: Buffer.from('{}'),
          timeoutMs: 20_000,
        }),
        { kind: 'unreachable', cause: 'tls', detail },
      )
    }
  }
})

test('the environment does not switch verification off', hanging, async (t) => {
  const { port } = await startTlsReceiver(t, {})
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
  t.after(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED)
  const outcome = await post(t, `https://localhost:${port}/`, {})
  assert.equal(outcome.kind, 'unreachable')
})

test('a receiver that speaks only TLS 1.1 is refused', hanging, async (t) => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const
  const { port } = await startTlsReceiver(t, old)
  const trusting = { extraCertificates: [goodCertificate] }
  const outcome = await post(t, `https://localhost:${port}/`, trusting)
  assert.equal(outcome.kind === 'unreachable' && outcome.cause, 'tls')
})

test('a receiver that does not speak TLS is told so', hanging, async (t) => {
  const plain = await startRawReceiver({ onConnection: (socket) => socket.end(ok) })
  t.after(() => plain.close())
  const outcome = await post(t, `https://localhost:${plain.port}/`, {})
  assert.equal(outcome.kind === 'unreachable' && outcome.cause, 'tls')
})

test('a receiver that hangs up during the handshake is told so', hanging, async (t) => {
  const receiver = await startRawReceiver({
    onConnection: (socket) => socket.once('data', () => socket.end()),
  })
  t.after(() => receiver.close())
  assert.deepEqual(await post(t, `https://localhost:${receiver.port}/`, {}), {
    kind: 'unreachable',
    cause: 'tls',
    detail: 'Connection closed during the TLS handshake',
  })
})

test('a handshake that never comes ends at the deadline', hanging, async (t) => {
  const silent = await startRawReceiver({ onConnection: (socket) => socket.resume() })
  const sender = createSender({ rules, query })
  t.after(async () => {
    await sender.close()
    await silent.close()
  })
  const outcome = await sender.send({
    url: `https://localhost:${silent.port}/`,
    headers: [],
    body: Buffer.from('{}'),
    timeoutMs: 200,
  })
  assert.deepEqual(outcome, { kind: 'timeout' })
  await silent.drained()
})
