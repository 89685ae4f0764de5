import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { createServer, type TlsOptions, type TLSSocket } from 'node:tls'
import { tlsFixture } from '../../test/support/tls-fixtures.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'
import type { ConnectionTls, Sender } from '../domain/sender.ts'
import { createAddressGuard, loopbackNetworks } from './address-guard.ts'
import { createSender, type SenderOptions } from './undici-sender.ts'

const guard = createAddressGuard({ allowNetworks: loopbackNetworks })
const rules = { allowHttp: false, guard, allowPorts: [] }
const hanging = { timeout: 30_000 }
const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const authority = tlsFixture('authority')

const trusting: ConnectionTls = {
  id: 'trusting',
  clientCertificate: null,
  clientKey: null,
  ca: authority,
}
const acme: ConnectionTls = {
  id: 'acme',
  clientCertificate: tlsFixture('client'),
  clientKey: tlsFixture('client-key'),
  ca: authority,
}
const beta: ConnectionTls = {
  id: 'beta',
  clientCertificate: tlsFixture('other-client'),
  clientKey: tlsFixture('other-client-key'),
  ca: authority,
}

/** Remembers for each connection who came, and for each request. */
async function startReceiver(t: TestContext, options: TlsOptions = {}) {
  const sockets = new Set<TLSSocket>()
  const connections: { readonly name: string; readonly isResumed: boolean }[] = []
  const callers: string[] = []
  const identity = { key: tlsFixture('server-key'), cert: tlsFixture('server') }
  const server = createServer({ ...identity, ca: authority, ...options }, (socket) => {
    sockets.add(socket)
    const name = nameOf(socket)
    connections.push({ name, isResumed: socket.isSessionReused() })
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      if (!chunk.includes('POST /')) return
      callers.push(name)
      socket.write(ok)
    })
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  // A TCP server's address is never a path.
  const { port } = server.address() as AddressInfo
  return { url: `https://127.0.0.1:${port}/hook`, connections, callers }
}

function nameOf(socket: TLSSocket): string {
  const { subject } = socket.getPeerCertificate()
  return subject === undefined ? 'nobody' : String(subject.CN)
}

function senderFor(t: TestContext, options: Partial<SenderOptions> = {}): Sender {
  const sender = createSender({ rules, ...options })
  t.after(() => sender.close())
  return sender
}

function post(sender: Sender, url: string, tls?: ConnectionTls): Promise<AttemptOutcome> {
  const request = { url, headers: [], body: Buffer.from('{}'), timeoutMs: 20_000 }
  return sender.send(tls === undefined ? request : { ...request, tls })
}

async function answersTo(sender: Sender, url: string, tls?: ConnectionTls): Promise<boolean> {
  const outcome = await post(sender, url, tls)
  return outcome.kind === 'answered' && outcome.status === 200
}

const demanding = { requestCert: true, rejectUnauthorized: true }

test('a receiver that demands a certificate gets the webhook’s own', hanging, async (t) => {
  const receiver = await startReceiver(t, demanding)
  const sender = senderFor(t)
  assert.ok(await answersTo(sender, receiver.url, acme))
  assert.ok(await answersTo(sender, receiver.url, beta))
  assert.deepEqual(receiver.callers, ['Acme hooks', 'Beta hooks'])
})

test('without a certificate such a receiver gets nothing', hanging, async (t) => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const receiver = await startReceiver(t, { ...demanding, maxVersion })
    const outcome = await post(senderFor(t), receiver.url, trusting)
    assert.equal(outcome.kind, 'unreachable')
    // With TLS 1.3 it refuses after the handshake; what it says of it may be lost as it hangs up.
    const causes = maxVersion === 'TLSv1.2' ? ['tls'] : ['tls', 'reset']
    assert.ok(outcome.kind === 'unreachable' && causes.includes(outcome.cause), maxVersion)
    assert.deepEqual(receiver.callers, [])
  }
})

test(
  'an authority of its own is trusted for the webhook that brings it alone',
  hanging,
  async (t) => {
    const receiver = await startReceiver(t)
    const sender = senderFor(t)
    assert.ok(await answersTo(sender, receiver.url, trusting))
    assert.deepEqual(await post(sender, receiver.url), {
      kind: 'unreachable',
      cause: 'tls',
      detail: 'Certificate is not trusted: its chain is incomplete or its issuer unknown',
    })
  },
)

test('an authority of its own takes the place of all others', hanging, async (t) => {
  const receiver = await startReceiver(t)
  const sender = senderFor(t, { extraCertificates: [authority] })
  assert.ok(await answersTo(sender, receiver.url))
  const elsewhere = { ...trusting, id: 'elsewhere', ca: tlsFixture('other-client') }
  const outcome = await post(sender, receiver.url, elsewhere)
  assert.equal(outcome.kind === 'unreachable' && outcome.cause, 'tls')
})

test(
  'no connection is shared by webhooks that come with different certificates',
  hanging,
  async (t) => {
    const receiver = await startReceiver(t, { ...demanding, rejectUnauthorized: false })
    const sender = senderFor(t, { extraCertificates: [authority], idleMs: 20_000 })
    const order = [undefined, acme, beta, trusting, acme, undefined, beta, trusting]
    for (const tls of order) assert.ok(await answersTo(sender, receiver.url, tls))
    const names = ['nobody', 'Acme hooks', 'Beta hooks', 'nobody']
    assert.deepEqual(
      receiver.connections.map(({ name }) => name),
      names,
    )
    assert.deepEqual(receiver.callers, [...names, 'Acme hooks', 'nobody', 'Beta hooks', 'nobody'])
  },
)

test('no TLS session is resumed with another certificate than began it', hanging, async (t) => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const receiver = await startReceiver(t, {
      ...demanding,
      rejectUnauthorized: false,
      maxVersion,
      sessionIdContext: 'test',
    })
    const sender = senderFor(t, { extraCertificates: [authority], maxIdle: 0 })
    for (const tls of [acme, beta, undefined, trusting, acme]) {
      assert.ok(await answersTo(sender, receiver.url, tls))
    }
    assert.deepEqual(
      receiver.connections.map(({ isResumed }) => isResumed),
      [false, false, false, false, true],
    )
  }
})

test('material that TLS does not take is an outcome', hanging, async (t) => {
  const receiver = await startReceiver(t)
  const broken = { ...acme, id: 'broken', clientKey: tlsFixture('other-client-key') }
  assert.deepEqual(await post(senderFor(t), receiver.url, broken), {
    kind: 'unsendable',
    detail: 'TLS refuses the webhook’s certificates',
  })
  assert.deepEqual(receiver.connections, [])
})
