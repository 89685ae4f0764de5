import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttemptOutcome } from '../domain/outcome.ts'
import { createAddressGuard, loopbackNetworks } from './address-guard.ts'
import type { DnsAddress, DnsQuery } from './dns-query.ts'
import { OutcomeError } from './outcome-error.ts'
import { Resolver } from './resolver.ts'

interface Setup {
  readonly answers: (hostname: string, count: number) => readonly string[] | Promise<never>
  readonly allowNetworks?: readonly string[]
  readonly capacity?: number
  readonly ttlS?: number
}

function setUp({ answers, allowNetworks = [], capacity = 100, ttlS = 60 }: Setup) {
  const asked: string[] = []
  const clock = { nowMs: 0 }
  const query = async (hostname: string): Promise<DnsAddress[]> => {
    asked.push(hostname)
    await Promise.resolve()
    const addresses = await answers(hostname, asked.length)
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4, ttlS }))
  }
  const resolver = new Resolver({
    guard: createAddressGuard({ allowNetworks }),
    onRefused: () => {},
    query: Object.assign(query, { cancel: () => {} }) satisfies DnsQuery,
    monotonicMs: () => clock.nowMs,
    capacity,
  })
  return { resolver, asked, clock }
}

async function addressesOf(resolver: Resolver, hostname: string): Promise<string[]> {
  return (await resolver.resolve(hostname)).map(({ address }) => address)
}

async function outcomeOf(resolver: Resolver, hostname: string): Promise<AttemptOutcome> {
  try {
    await resolver.resolve(hostname)
  } catch (error) {
    assert.ok(error instanceof OutcomeError)
    return error.outcome
  }
  return assert.fail('resolved')
}

function dnsError(code: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(code), { code }))
}

test('a name resolves to all its addresses', async () => {
  const { resolver } = setUp({ answers: () => ['8.8.8.8', '2606:4700::1'] })
  assert.deepEqual(await addressesOf(resolver, 'example.com'), ['8.8.8.8', '2606:4700::1'])
})

test('one forbidden answer condemns the name', async () => {
  const reasons = {
    '10.0.0.1': 'is not public',
    '169.254.169.254': 'is a metadata service of a cloud',
    '::ffff:127.0.0.1': 'carries an IPv4 address inside an IPv6 one',
    'no address': 'is no IP address',
  }
  for (const [bad, reason] of Object.entries(reasons)) {
    const { resolver } = setUp({ answers: () => ['8.8.8.8', bad, '2606:4700::1'] })
    const outcome = await outcomeOf(resolver, 'mixed.example.com')
    const detail = `mixed.example.com resolves to ${bad}, which ${reason}`
    assert.deepEqual(outcome, { kind: 'blocked', detail })
  }
})

test('a name that is bound to another address later is checked again', async () => {
  const { resolver, clock } = setUp({
    answers: (_, count) => (count === 1 ? ['8.8.8.8'] : ['127.0.0.1']),
  })
  assert.deepEqual(await addressesOf(resolver, 'rebind.example.com'), ['8.8.8.8'])
  clock.nowMs += 61_000
  assert.equal((await outcomeOf(resolver, 'rebind.example.com')).kind, 'blocked')
})

test('those who ask at once share one look-up', async () => {
  const { resolver, asked } = setUp({ answers: () => ['8.8.8.8'] })
  await Promise.all(Array.from({ length: 50 }, () => resolver.resolve('example.com')))
  assert.deepEqual(asked, ['example.com'])
})

test('an answer is kept for its time to live, at least 5 s and at most 5 min', async () => {
  const times = [
    [0, 5],
    [60, 60],
    [86_400, 300],
  ] as const
  for (const [ttlS, keptS] of times) {
    const { resolver, asked, clock } = setUp({ answers: () => ['8.8.8.8'], ttlS })
    await resolver.resolve('example.com')
    clock.nowMs += keptS * 1000 - 1
    await resolver.resolve('example.com')
    assert.equal(asked.length, 1)
    clock.nowMs += 1
    await resolver.resolve('example.com')
    assert.equal(asked.length, 2)
  }
})

test('failures say what is wrong, and are asked again after 5 s', async () => {
  const { resolver, asked, clock } = setUp({
    answers: (hostname) => dnsError(hostname.toUpperCase()),
  })
  const details = {
    enotfound: 'Could not resolve host: the name does not exist',
    enodata: 'Could not resolve host: the name has no address',
    etimeout: 'Could not resolve host: the name server did not answer',
    eservfail: 'Could not resolve host',
  }
  for (const [hostname, detail] of Object.entries(details)) {
    const expected = { kind: 'unreachable', cause: 'dns', detail }
    assert.deepEqual(await outcomeOf(resolver, hostname), expected)
    assert.deepEqual(await outcomeOf(resolver, hostname), expected)
  }
  assert.equal(asked.length, 4)
  clock.nowMs += 5000
  await outcomeOf(resolver, 'enotfound')
  assert.equal(asked.length, 5)
})

test('no answer at all is a failure', async () => {
  const { resolver } = setUp({ answers: () => [] })
  assert.equal((await outcomeOf(resolver, 'example.com')).kind, 'unreachable')
})

test('no more names are remembered than there is room for', async () => {
  const { resolver, asked } = setUp({ answers: () => ['8.8.8.8'], capacity: 2 })
  for (const hostname of ['a.com', 'b.com', 'c.com', 'c.com', 'b.com', 'a.com']) {
    await resolver.resolve(hostname)
  }
  assert.deepEqual(asked, ['a.com', 'b.com', 'c.com', 'a.com'])
})

test('localhost is loopback where loopback is open, and never asked of DNS', async () => {
  const open = setUp({ answers: () => ['8.8.8.8'], allowNetworks: loopbackNetworks })
  assert.deepEqual(await addressesOf(open.resolver, 'localhost'), ['127.0.0.1', '::1'])
  assert.deepEqual(await addressesOf(open.resolver, 'app.localhost'), ['127.0.0.1', '::1'])
  const ipv4 = setUp({ answers: () => [], allowNetworks: ['127.0.0.1'] })
  assert.deepEqual(await addressesOf(ipv4.resolver, 'localhost'), ['127.0.0.1'])
  const closed = setUp({ answers: () => ['8.8.8.8'] })
  assert.equal((await outcomeOf(closed.resolver, 'localhost')).kind, 'blocked')
  assert.deepEqual([...open.asked, ...closed.asked], [])
})
