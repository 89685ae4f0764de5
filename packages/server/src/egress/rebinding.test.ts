import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { startRawReceiver } from '../../test/support/raw-receiver.ts'
import { createAddressGuard, type AddressGuard } from './address-guard.ts'
import { Dialer } from './dialer.ts'
import type { DnsAddress, DnsQuery } from './dns-query.ts'
import { OutcomeError } from './outcome-error.ts'
import { Resolver } from './resolver.ts'

/** A hostile zone answers with whatever it likes, each time anew. */
interface Zone {
  readonly query: DnsQuery
  asked: number
}

function zoneOf(answer: (asked: number) => readonly string[]): Zone {
  const query = (): Promise<DnsAddress[]> => {
    const addresses = answer(zone.asked++)
    return Promise.resolve(
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4, ttlS: 0 })),
    )
  }
  const zone: Zone = { query: Object.assign(query, { cancel: () => {} }), asked: 0 }
  return zone
}

function dialerFor(context: TestContext, guard: AddressGuard, query: DnsQuery): Dialer {
  let nowMs = 0
  // Whenever it looks, the last answer is too old.
  const monotonicMs = (): number => (nowMs += 10_000)
  const onRefused = (): void => {}
  const dialer = new Dialer({
    guard,
    resolver: new Resolver({ guard, query, onRefused, monotonicMs }),
    onRefused,
    timeoutMs: 20_000,
    extraCertificates: [],
  })
  context.after(() => dialer.close())
  return dialer
}

/** Where it connected to; null when it was blocked. */
function dial(dialer: Dialer, hostname: string, port: number): Promise<string | null> {
  const target = { hostname, port: String(port), protocol: 'http:', tls: null }
  return new Promise((resolve, reject) => {
    dialer.dial(target, (error, socket) => {
      if (error instanceof OutcomeError && error.outcome.kind === 'blocked') resolve(null)
      else if (error !== null) reject(error)
      else {
        resolve(socket.remoteAddress ?? '')
        socket.destroy()
      }
    })
  })
}

test('ten thousand tries of a rebinding name do not reach the forbidden address', async (t) => {
  // Two loopback addresses stand for a public one and a private one, with the same port.
  const dialed = new Set<string>()
  const receiver = await startRawReceiver({
    host: '0.0.0.0',
    onConnection: ({ localAddress = '' }) => dialed.add(localAddress),
  })
  t.after(() => receiver.close())
  const answers = [
    ['127.0.0.1'],
    ['127.0.0.2'],
    ['127.0.0.1', '127.0.0.2'],
    ['127.0.0.2', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1', '::ffff:127.0.0.2'],
    ['::ffff:7f00:2'],
    ['127.0.0.2', '127.0.0.2'],
    ['127.0.0.1', '::1'],
    ['127.0.0.1', ''],
    ['127.0.0.2\0.example.com'],
  ]
  // A stride that has nothing in common with their number: every answer follows every other.
  const zone = zoneOf((asked) => answers[(asked + Math.floor(asked / 10) * 3) % 10] ?? [])
  const guard = createAddressGuard({ allowNetworks: ['127.0.0.1'] })
  const dialer = dialerFor(t, guard, zone.query)
  const tries = 10_000
  let reached = 0
  for (let index = 0; index < tries; index++) {
    const address = await dial(dialer, 'rebind.example.com', receiver.port)
    if (address !== null) reached++
  }
  assert.equal(reached, tries / 10)
  await eventually('all connections', () => receiver.accepted() >= reached)
  assert.equal(receiver.accepted(), reached)
  assert.deepEqual([...dialed], ['127.0.0.1'])
  // One look-up for each connection: there is no second answer that could be another.
  assert.equal(zone.asked, tries)
})

test('names that spell an address are blocked by what they resolve to', async (t) => {
  const names: Readonly<Record<string, string>> = {
    '127.0.0.1.nip.io': '127.0.0.1',
    'a9fea9fe.nip.io': '169.254.169.254',
    '10-0-0-1.sslip.io': '10.0.0.1',
    'localtest.me': '127.0.0.1',
    'xn--80ak6aa92e.example.com': '192.168.1.1',
  }
  const guard = createAddressGuard({ allowNetworks: [] })
  for (const [name, address] of Object.entries(names)) {
    const dialer = dialerFor(t, guard, zoneOf(() => [address]).query)
    assert.equal(await dial(dialer, name, 80), null, name)
  }
})

test('the address that a connection has got is checked once more', async (t) => {
  const canary = await startRawReceiver({})
  t.after(() => canary.close())
  // The host gets that address itself between the look-up and the connection.
  let asked = 0
  const isOwnAddress = (): boolean => ++asked > 1
  const real = createAddressGuard({ allowNetworks: [], isOwnAddress })
  // As far as the lists go, loopback is public here.
  const guard: AddressGuard = {
    ...real,
    ruleAgainst: () => real.ruleAgainst('8.8.8.8'),
    allows: () => real.allows('8.8.8.8'),
  }
  const dialer = dialerFor(t, guard, zoneOf(() => ['127.0.0.1']).query)
  assert.equal(await dial(dialer, 'hooks.example.com', canary.port), null)
  assert.equal(asked, 2)
  await canary.drained()
  assert.deepEqual(canary.requests, [])
})

test('an address in a URL is checked where it is dialled, whoever lets it through', async (t) => {
  const canary = await startRawReceiver({})
  t.after(() => canary.close())
  const guard = createAddressGuard({ allowNetworks: [] })
  const dialer = dialerFor(t, guard, zoneOf(() => ['127.0.0.1']).query)
  for (const hostname of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '0.0.0.0', 'localhost']) {
    assert.equal(await dial(dialer, hostname, canary.port), null, hostname)
  }
  assert.equal(canary.accepted(), 0)
})
