import { BlockList, isIP, SocketAddress } from 'node:net'
import {
  ipv4InIpv6,
  metadataIpv4,
  metadataIpv6,
  specialIpv4,
  specialIpv6,
} from './special-addresses.ts'

/** Decides which addresses may be dialled. */
export interface AddressGuard {
  /** False for whatever is not public or opened by the operator, and for whatever is no address. */
  allows(address: string): boolean
  readonly opensLoopback: boolean
  /** True when the operator opened a network beyond loopback: names of such networks may be used. */
  readonly opensPrivateNetworks: boolean
}

export interface AddressGuardOptions {
  /** CIDRs or bare addresses that are open although they are not public. */
  readonly allowNetworks: readonly string[]
}

export const loopbackNetworks: readonly string[] = ['127.0.0.0/8', '::1/128']

type Family = 'ipv4' | 'ipv6'

interface Network {
  readonly address: string
  readonly prefix: number
  readonly family: Family
}

/** One list for each family: Node matches an IPv4 address against IPv6 rules as `::ffff:…`. */
interface NetworkSet {
  readonly ipv4: BlockList
  readonly ipv6: BlockList
}

const loopback = networkSet(loopbackNetworks)
const special = networkSet([...specialIpv4, ...specialIpv6])
const never = neverAllowed()

/** Throws an `Error` that names the entry of `allowNetworks` that is no network. */
export function createAddressGuard({ allowNetworks }: AddressGuardOptions): AddressGuard {
  const opened = networkSet(allowNetworks)

  function allows(address: string): boolean {
    const family = familyOf(address)
    if (family === null || contains(never, address, family)) return false
    if (family === 'ipv6' && isIsatap(address)) return false
    return contains(opened, address, family) || !contains(special, address, family)
  }

  return {
    allows,
    opensLoopback: allows('127.0.0.1') || allows('::1'),
    opensPrivateNetworks: allowNetworks.some((network) => !isLoopback(parseNetwork(network))),
  }
}

function familyOf(address: string): Family | null {
  const version = isIP(address)
  if (version === 4) return 'ipv4'
  return version === 6 ? 'ipv6' : null
}

function contains(set: NetworkSet, address: string, family: Family): boolean {
  const zone = address.indexOf('%')
  return set[family].check(zone === -1 ? address : address.slice(0, zone), family)
}

function isLoopback({ address, prefix, family }: Network): boolean {
  return prefix >= (family === 'ipv4' ? 8 : 128) && contains(loopback, address, family)
}

function networkSet(networks: readonly string[]): NetworkSet {
  const set = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const text of networks) {
    const { address, prefix, family } = parseNetwork(text)
    set[family].addSubnet(address, prefix, family)
  }
  return set
}

function parseNetwork(text: string): Network {
  const [, address = '', digits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = familyOf(address)
  const longest = family === 'ipv4' ? 32 : 128
  const prefix = digits === undefined ? longest : Number(digits)
  if (family === null || prefix > longest) {
    throw new Error(
      `"${text}" is not a network. Write an address or a CIDR, as in 10.0.0.0/8 or fd00::/8.`,
    )
  }
  return { address, prefix, family }
}

function neverAllowed(): NetworkSet {
  const set = networkSet([...metadataIpv4, ...metadataIpv6, ...ipv4InIpv6])
  set.ipv6.addRange('::2', '::ffff:ffff', 'ipv6')
  // NAT64's prefix can be opened, because a network without IPv4 reaches IPv4 through it; but only
  // for what is public there.
  for (const text of specialIpv4) {
    const { address, prefix } = parseNetwork(text)
    set.ipv6.addSubnet(`64:ff9b::${address}`, 96 + prefix, 'ipv6')
  }
  return set
}

/** RFC 5214, 6.1: an interface identifier of `0:5efe` or `200:5efe` and an IPv4 address. */
const isatapPattern = /(?:::|:0:|:200:)5efe:(?:[0-9a-f]{1,4}:[0-9a-f]{1,4}|:)$/

function isIsatap(address: string): boolean {
  const canonical = new SocketAddress({ address: address.split('%')[0] ?? '', family: 'ipv6' })
  return isatapPattern.test(canonical.address)
}
