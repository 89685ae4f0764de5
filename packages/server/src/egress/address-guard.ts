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
  allows(address: string): boolean
  /** The rule by which an address may not be dialled; null when it may. */
  ruleAgainst(address: string): AddressRule | null
  readonly opensLoopback: boolean
  /** True when the operator opened a network beyond loopback: names of such networks may be used. */
  readonly opensPrivateNetworks: boolean
}

/** The first three hold whatever the operator opens; the others are in the order they are asked. */
export type AddressRule =
  /** It is no IP address. */
  | 'not_an_address'
  /** A cloud hands out credentials there. */
  | 'cloud_metadata'
  /** IPv6 that carries an IPv4 address out of sight. */
  | 'hidden_ipv4'
  /** The operator closed its network. */
  | 'closed_network'
  /** It is not public, and the operator did not open its network. */
  | 'not_public'
  /** It is this host's own, and the operator did not open it. */
  | 'own_address'

export interface AddressGuardOptions {
  /** CIDRs or bare addresses that are open although they are not public. */
  readonly allowNetworks: readonly string[]
  /** CIDRs or bare addresses that are closed although they are public, or opened. */
  readonly denyNetworks?: readonly string[]
  /** Whether an address, public or not, is one of this host. */
  readonly isOwnAddress?: (address: string) => boolean
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
const metadata = networkSet([...metadataIpv4, ...metadataIpv6])
const hiddenIpv4 = hiddenIpv4Set()

/** Throws an `Error` that names the entry of a list that is no network. */
export function createAddressGuard(options: AddressGuardOptions): AddressGuard {
  const { allowNetworks, denyNetworks = [], isOwnAddress = () => false } = options
  const opened = networkSet(allowNetworks)
  const closed = networkSet(denyNetworks)

  function ruleAgainst(address: string): AddressRule | null {
    const family = familyOf(address)
    if (family === null) return 'not_an_address'
    const bare = withoutZone(address)
    const isIn = (set: NetworkSet): boolean => set[family].check(bare, family)
    if (isIn(metadata)) return 'cloud_metadata'
    if (isIn(hiddenIpv4) || (family === 'ipv6' && isIsatap(bare))) return 'hidden_ipv4'
    if (isIn(closed)) return 'closed_network'
    if (isIn(opened)) return null
    if (isIn(special)) return 'not_public'
    return isOwnAddress(bare) ? 'own_address' : null
  }

  const allows = (address: string): boolean => ruleAgainst(address) === null
  return {
    allows,
    ruleAgainst,
    opensLoopback: allows('127.0.0.1') || allows('::1'),
    opensPrivateNetworks: allowNetworks.some((network) => !isLoopback(parseNetwork(network))),
  }
}

function familyOf(address: string): Family | null {
  const version = isIP(address)
  if (version === 4) return 'ipv4'
  return version === 6 ? 'ipv6' : null
}

/** `fe80::1%eth0` → `fe80::1` */
function withoutZone(address: string): string {
  const zone = address.indexOf('%')
  return zone === -1 ? address : address.slice(0, zone)
}

function isLoopback({ address, prefix, family }: Network): boolean {
  return prefix >= (family === 'ipv4' ? 8 : 128) && loopback[family].check(address, family)
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

function hiddenIpv4Set(): NetworkSet {
  const set = networkSet(ipv4InIpv6)
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
  return isatapPattern.test(new SocketAddress({ address, family: 'ipv6' }).address)
}
