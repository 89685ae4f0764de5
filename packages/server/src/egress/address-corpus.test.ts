import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAddressGuard } from './address-guard.ts'

const guard = createAddressGuard({ allowNetworks: [] })

/**
 * The same knowledge as in `special-addresses.ts`, from the registries once more and in another
 * form: first and last address. What both forget is not found, but no slip of one alone gets by.
 */
const specialRanges = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['168.63.129.16', '168.63.129.16'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.31.196.0', '192.31.196.255'],
  ['192.52.193.0', '192.52.193.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['192.175.48.0', '192.175.48.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '255.255.255.255'],
].map(([first = '', last = '']) => [numberOf(first), numberOf(last)] as const)

/** Where something answers that no webhook is meant for. */
const wellKnown = {
  'cloud metadata': [
    ['169.254.169.254', '169.254.170.2', '169.254.170.23', '169.254.169.253', '169.254.0.23'],
    ['100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254', 'fd00:ec2::23'],
    ['fd20:ce::254', 'fd00:c1::a9fe:a9fe', 'fd00:42::42', 'fe80::a9fe:a9fe', '[fd00:ec2::254]'],
  ].flat(),
  'the host itself': ['0.0.0.0', '127.0.0.1', '127.0.0.53', '127.255.255.254', '::', '::1'],
  'its neighbours': [
    ['10.0.0.1', '10.96.0.1', '172.17.0.1', '192.168.0.1', '192.168.65.254', '100.64.0.1'],
    ['fc00::1', 'fd12:3456:789a::1', 'fe80::1', 'fec0::1'],
  ].flat(),
  'many at once': ['224.0.0.1', '239.255.255.250', '255.255.255.255', 'ff02::1', 'ff05::1:3'],
  'nobody in particular': [
    ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '240.0.0.1', '2001:db8::1'],
    ['3fff::1', '100::1', '5f00::1', '2001:10::1', '2001:20::1', '2001:2::1', '4000::1'],
  ].flat(),
  'IPv4 in IPv6': [
    ['::127.0.0.1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:0:127.0.0.1'],
    ['64:ff9b::a9fe:a9fe', '64:ff9b:1::a9fe:a9fe', '2002:a9fe:a9fe::', '2002:7f00:1::1'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', '2606:4700::5efe:7f00:1', '2606::200:5efe:a00:1'],
    ['::ffff:8.8.8.8', '2002:808:808::1', '0:0:0:0:0:FFFF:A9FE:A9FE'],
  ].flat(),
}

for (const [what, addresses] of Object.entries(wellKnown)) {
  test(`no address of ${what} is allowed`, () => {
    for (const address of addresses) assert.equal(guard.allows(address), false, address)
  })
}

test('every IPv4 address is allowed that is in no special range, and no other', () => {
  const nearAnEdge = fc
    .tuple(fc.constantFrom(...specialRanges.flat()), fc.integer({ min: -300, max: 300 }))
    .map(([edge, distance]) => (edge + distance) >>> 0)
  const value = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), nearAnEdge)
  const property = fc.property(value, (number) => {
    assert.equal(guard.allows(ipv4(number)), !isSpecial(number), ipv4(number))
  })
  fc.assert(property, { numRuns: 50_000 })
})

test('of IPv6 global unicast alone is allowed, and that without exception', () => {
  const anyGroups = fc.array(group(), { minLength: 8, maxLength: 8 })
  const global = fc
    .tuple(fc.integer({ min: 0x2000, max: 0x3fff }), anyGroups)
    .map(([first, [, ...rest]]) => [first, ...rest])
  const property = fc.property(fc.oneof(anyGroups, global), (groups) => {
    assert.equal(guard.allows(ipv6(groups)), isGlobal(groups), ipv6(groups))
  })
  fc.assert(property, { numRuns: 50_000 })
})

test('no IPv4 address at all comes in by way of IPv6', () => {
  const value = fc.integer({ min: 0, max: 0xffffffff })
  const property = fc.property(value, group(), (number, any) => {
    const [high, low] = [number >>> 16, number & 0xffff]
    const dresses = [
      [0, 0, 0, 0, 0, 0, high, low],
      [0, 0, 0, 0, 0, 0xffff, high, low],
      [0, 0, 0, 0, 0xffff, 0, high, low],
      [0x64, 0xff9b, 0, 0, 0, 0, high, low],
      [0x64, 0xff9b, 1, any, any, any, high, low],
      [0x2002, high, low, any, any, any, any, any],
      [0x2001, 0, any, any, any, any, high ^ 0xffff, low ^ 0xffff],
      [0x2606, any, any, any, 0, 0x5efe, high, low],
      [0x2606, any, any, any, 0x200, 0x5efe, high, low],
    ]
    for (const groups of dresses) assert.equal(guard.allows(ipv6(groups)), false, ipv6(groups))
  })
  fc.assert(property, { numRuns: 10_000 })
})

function isSpecial(number: number): boolean {
  return specialRanges.some(([first, last]) => number >= first && number <= last)
}

function isGlobal(groups: readonly number[]): boolean {
  const [first = 0, second = 0, third = 0, , fifth, sixth] = groups
  if (first < 0x2000 || first > 0x3fff) return false
  if (sixth === 0x5efe && (fifth === 0 || fifth === 0x200)) return false
  if (first === 0x2001 && (second < 0x200 || second === 0xdb8)) return false
  if (first === 0x2620 && second === 0x4f && third === 0x8000) return false
  return first !== 0x2002 && !(first === 0x3fff && second < 0x1000)
}

function group() {
  return fc.oneof(
    fc.integer({ min: 0, max: 0xffff }),
    // What means something somewhere.
    fc.constantFrom(0, 1, 0x64, 0x200, 0xdb8, 0x5efe, 0x4f, 0x8000, 0xff9b, 0xffff),
  )
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function ipv4(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.')
}

function ipv6(groups: readonly number[]): string {
  return groups.map((value) => value.toString(16)).join(':')
}
