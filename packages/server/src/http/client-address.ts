import { BlockList, isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** Where a proxy of the operator's own would call from. */
const ownNetworks = new BlockList()
ownNetworks.addSubnet('127.0.0.0', 8)
ownNetworks.addSubnet('10.0.0.0', 8)
ownNetworks.addSubnet('172.16.0.0', 12)
ownNetworks.addSubnet('192.168.0.0', 16)
ownNetworks.addSubnet('100.64.0.0', 10)
ownNetworks.addAddress('::1', 'ipv6')
ownNetworks.addSubnet('fc00::', 7, 'ipv6')

const longestAddress = 45

/**
 * Whose tries are counted together: an IPv4 address, or the 64 bits that one customer of IPv6 has.
 *
 * From a private network, what stands last in `X-Forwarded-For` is believed: the proxy itself wrote
 * it. Whoever reaches the server from there without a proxy can lie, so nothing but counting may hang
 * on it.
 */
export function clientNetwork({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): string {
  const peer = unmapped(ip)
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim()
  const isProxy = ownNetworks.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4')
  return networkOf(isProxy && forwarded ? unmapped(forwarded.slice(0, longestAddress)) : peer)
}

/** An IPv4 address as it is, where a socket for both kinds writes it as one of IPv6. */
function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  // The URL parser writes every address in one way, the longest run of zeros as `::`.
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`)
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail === undefined || tail === '' ? [] : tail.split(':')
  while (groups.length + rest.length < 8) groups.push('0')
  return [...groups, ...rest].slice(0, 4).join(':')
}
