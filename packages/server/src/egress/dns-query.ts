import { Resolver } from 'node:dns/promises'

export interface DnsAddress {
  readonly address: string
  readonly family: 4 | 6
  readonly ttlS: number
}

/** Asks DNS for every address of a name, IPv4 first. Rejects with a DNS error code when it has none. */
export interface DnsQuery {
  (hostname: string): Promise<readonly DnsAddress[]>
  /** Gives up on what is under way. */
  cancel(): void
}

/** How long one name server is waited for; both tries together stay within a connection's limit. */
const timeoutMs = 1500
const tries = 2

/**
 * c-ares, and not `dns.lookup`: that runs on the thread pool, where a slow name server holds up
 * file access for everybody, and it appends the host's search domains.
 */
export function createDnsQuery(): DnsQuery {
  const resolver = new Resolver({ timeout: timeoutMs, tries })

  async function query(hostname: string): Promise<readonly DnsAddress[]> {
    const [ipv4, ipv6] = await Promise.allSettled([
      resolver.resolve4(hostname, { ttl: true }),
      resolver.resolve6(hostname, { ttl: true }),
    ])
    if (ipv4.status === 'rejected' && ipv6.status === 'rejected') {
      throw isNoData(ipv4.reason) ? ipv6.reason : ipv4.reason
    }
    const addresses: DnsAddress[] = []
    if (ipv4.status === 'fulfilled') addresses.push(...ipv4.value.map(toAddress(4)))
    if (ipv6.status === 'fulfilled') addresses.push(...ipv6.value.map(toAddress(6)))
    return addresses
  }

  return Object.assign(query, { cancel: () => resolver.cancel() })
}

function toAddress(family: 4 | 6) {
  return ({ address, ttl }: { address: string; ttl: number }): DnsAddress => ({
    address,
    family,
    ttlS: ttl,
  })
}

function isNoData(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENODATA'
}
