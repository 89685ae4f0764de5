import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

export interface OwnAddressesOptions {
  readonly monotonicMs: () => number
  /** The addresses of this host's network interfaces; the system's unless told otherwise. */
  readonly read?: () => readonly string[]
}

/** Addresses come and go: floating ones, those of containers, IPv6 ones that are drawn anew. */
const believedMs = 5000

/**
 * Tells whether an address belongs to this host. What listens on such an address often trusts
 * whoever comes from the host itself. An address that a router translates, such as the public one of
 * a cloud machine or of a container's host, stands on no interface and is not known here.
 */
export function createOwnAddresses(options: OwnAddressesOptions): (address: string) => boolean {
  const { monotonicMs, read = readInterfaces } = options
  let own = new BlockList()
  let believedUntilMs = -Infinity

  return (address) => {
    if (monotonicMs() >= believedUntilMs) {
      own = listOf(read())
      believedUntilMs = monotonicMs() + believedMs
    }
    return own.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
}

function readInterfaces(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.map(({ address }) => address),
  )
}

/** A list, because it compares addresses and not their spellings. */
function listOf(addresses: readonly string[]): BlockList {
  const list = new BlockList()
  for (const address of addresses) {
    list.addAddress(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
