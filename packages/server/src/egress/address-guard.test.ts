import assert from 'node:assert/strict'
import { isIPv6 } from 'node:net'
import { test } from 'node:test'
import { createAddressGuard, loopbackNetworks } from './address-guard.ts'
import { metadataIpv4, metadataIpv6, specialIpv4, specialIpv6 } from './special-addresses.ts'

const closed = createAddressGuard({ allowNetworks: [] })
const wideOpen = createAddressGuard({ allowNetworks: ['0.0.0.0/0', '::/0'] })

const publicAddresses = [
  ['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0'],
  ['126.255.255.255', '128.0.0.0', '168.63.129.15', '168.63.129.17', '169.253.255.255'],
  ['169.255.0.0', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255'],
  ['192.169.0.0', '198.17.255.255', '198.20.0.0', '203.0.112.255', '223.255.255.255'],
  ['2000::1', '2001:200::1', '2001:4860:4860::8888', '2003::1', '2606:4700:4700::1111'],
  ['2a00:1450:4001:829::200e', '2620:4f:7fff::1', '3ffe:ffff::1', '2001:db9::1'],
  ['2606:4700::5efe', '2606:4700:0:1:5efe:1:2:3'],
].flat()

test('every address of a special range is refused: the first, the last and some between', () => {
  const addresses = [...specialIpv4, ...specialIpv6].flatMap(samplesOf)
  assert.ok(addresses.length > 150)
  for (const address of addresses) assert.equal(closed.allows(address), false, address)
})

test('public addresses pass, right up to the edge of special ranges', () => {
  for (const address of publicAddresses) assert.equal(closed.allows(address), true, address)
})

test('an IPv4 address that is refused is refused in every IPv6 dress', () => {
  for (const address of specialIpv4.flatMap(samplesOf)) {
    for (const dressed of dressedAsIpv6(address)) {
      assert.ok(isIPv6(dressed), dressed)
      assert.equal(closed.allows(dressed), false, dressed)
    }
  }
})

test('what is not an IP address is refused', () => {
  const texts = ['', 'localhost', 'example.com', '1.2.3', '01.02.03.04', '2130706433', '[::1]', ' ']
  for (const text of [...texts, '8.8.8.8 ', '0x7f000001', '::g', '8.8.8.8:80']) {
    assert.equal(closed.allows(text), false, text)
    assert.equal(wideOpen.allows(text), false, text)
  }
})

test('a zone does not get an address past its network', () => {
  assert.equal(closed.allows('fe80::1%eth0'), false)
  assert.equal(wideOpen.allows('fd00:ec2::254%eth0'), false)
})

test('an opened network is allowed, and nothing beside it', () => {
  const guard = createAddressGuard({ allowNetworks: ['10.1.0.0/16', '192.168.7.7', 'fd12::/16'] })
  for (const address of ['10.1.0.0', '10.1.255.255', '192.168.7.7', 'fd12::1', '8.8.8.8']) {
    assert.equal(guard.allows(address), true, address)
  }
  const others = ['10.0.255.255', '10.2.0.0', '192.168.7.8', 'fd13::1', '127.0.0.1', '::1']
  for (const address of [...others, '::ffff:10.1.0.1', '64:ff9b::10.1.0.1']) {
    assert.equal(guard.allows(address), false, address)
  }
})

test('cloud metadata stays closed when all networks are open, in every dress', () => {
  const addresses = metadataIpv4.flatMap(samplesOf)
  for (const address of [...addresses, '169.254.169.254', '169.254.170.2', '169.254.170.23']) {
    assert.equal(wideOpen.allows(address), false, address)
    for (const dressed of dressedAsIpv6(address)) {
      assert.equal(wideOpen.allows(dressed), false, dressed)
    }
  }
  const ipv6 = metadataIpv6.flatMap(samplesOf)
  for (const address of [...ipv6, 'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254']) {
    assert.equal(wideOpen.allows(address), false, address)
  }
})

test('with all networks open, everything else is allowed', () => {
  for (const address of ['10.0.0.1', '127.0.0.1', '::1', 'fe80::1', 'fd00::1', '8.8.8.8']) {
    assert.equal(wideOpen.allows(address), true, address)
  }
})

test('an opened NAT64 prefix leads to public IPv4 only', () => {
  const guard = createAddressGuard({ allowNetworks: ['64:ff9b::/96'] })
  assert.equal(guard.allows('64:ff9b::8.8.8.8'), true)
  for (const address of specialIpv4.flatMap(samplesOf)) {
    assert.equal(guard.allows(`64:ff9b::${address}`), false, address)
  }
})

test('a closed network is refused although it is public, or opened', () => {
  const guard = createAddressGuard({
    allowNetworks: ['10.0.0.0/8', '127.0.0.1'],
    denyNetworks: ['8.8.8.0/24', '10.9.0.0/16', '2606:4700::/32'],
  })
  for (const address of ['8.8.8.8', '10.9.1.1', '2606:4700::1']) {
    assert.equal(guard.ruleAgainst(address), 'closed_network', address)
  }
  for (const address of ['8.8.9.8', '10.8.1.1', '127.0.0.1', '2606:4701::1']) {
    assert.equal(guard.ruleAgainst(address), null, address)
  }
})

test('each refusal has its rule', () => {
  const rules = {
    localhost: 'not_an_address',
    '169.254.169.254': 'cloud_metadata',
    'fd00:ec2::254': 'cloud_metadata',
    '::ffff:8.8.8.8': 'hidden_ipv4',
    '2606:4700::5efe:8.8.8.8': 'hidden_ipv4',
    '10.0.0.1': 'not_public',
    'fe80::1': 'not_public',
  }
  for (const [address, rule] of Object.entries(rules)) {
    assert.equal(closed.ruleAgainst(address), rule, address)
  }
})

test('the guard tells loopback from other networks that were opened', () => {
  const flags = (allowNetworks: readonly string[]): [boolean, boolean] => {
    const guard = createAddressGuard({ allowNetworks })
    return [guard.opensLoopback, guard.opensPrivateNetworks]
  }
  assert.deepEqual(flags([]), [false, false])
  assert.deepEqual(flags(loopbackNetworks), [true, false])
  assert.deepEqual(flags(['127.0.0.1', '::1']), [true, false])
  assert.deepEqual(flags(['10.0.0.0/8']), [false, true])
  assert.deepEqual(flags(['0.0.0.0/0']), [true, true])
})

test('an entry that is no network is named', () => {
  const texts = ['10.0.0/8', '10.0.0.0/33', '::/129', 'localhost', '', '10.0.0.0/', '1.2.3.4/8/8']
  for (const text of [...texts, 'fe80::1%eth0', '10.0.0.0/-1', ' 10.0.0.0/8', '10.0.0.0/0x8']) {
    assert.throws(
      () => createAddressGuard({ allowNetworks: ['10.0.0.0/8', text] }),
      (error: Error) => error.message.startsWith(`"${text}" is not a network.`),
    )
  }
})

/** The first, the last and the middle address of a CIDR, and its neighbours' seconds. */
function samplesOf(cidr: string): string[] {
  const [address = '', prefixText = ''] = cidr.split('/')
  const bits = address.includes(':') ? 128 : 32
  const size = 1n << BigInt(bits - Number(prefixText))
  const first = bits === 32 ? ipv4ToNumber(address) : ipv6ToNumber(address)
  const offsets = new Set([0n, 1n, size / 2n, size / 3n, size - 2n, size - 1n])
  return Array.from(offsets)
    .filter((offset) => offset >= 0n && offset < size)
    .map((offset) => (bits === 32 ? toIpv4(first + offset) : toIpv6(first + offset)))
}

/** Every way to write an IPv4 address into an IPv6 one that some network stack understands. */
function dressedAsIpv6(ipv4: string): string[] {
  const value = ipv4ToNumber(ipv4)
  const [high, low] = [(value >> 16n).toString(16), (value & 0xffffn).toString(16)]
  const inverted = 0xffffffffn ^ value
  return [
    [`::${ipv4}`, `::${high}:${low}`, `::ffff:${ipv4}`, `::ffff:${high}:${low}`],
    [`::FFFF:${ipv4}`, `0:0:0:0:0:ffff:${ipv4}`, `::ffff:0:${ipv4}`],
    [`64:ff9b::${ipv4}`, `64:ff9b:0:0:0:0:${high}:${low}`, `64:ff9b:1::${ipv4}`],
    [`2002:${high}:${low}::`, `2002:${high}:${low}::1`],
    [toIpv6((0x20010000n << 96n) | (0x41d0dea1n << 64n) | inverted)],
    [`2606:4700::5efe:${ipv4}`, `2606:4700::200:5efe:${high}:${low}`],
    [`2606:4700:1:2:0:5EFE:${ipv4}`, `2606:4700:1:2:200:5efe:${ipv4}`],
  ].flat()
}

function ipv4ToNumber(address: string): bigint {
  return address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
}

function toIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')
}

function ipv6ToNumber(address: string): bigint {
  const [head = '', tail = ''] = address.split('::')
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const gap = 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array.from({ length: gap }, () => '0'), ...groups(tail)]
  return all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

function toIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => {
    return ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16)
  })
  return groups.join(':')
}
