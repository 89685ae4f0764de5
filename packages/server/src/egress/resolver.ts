import type { AddressGuard } from './address-guard.ts'
import type { DnsAddress, DnsQuery } from './dns-query.ts'
import { isLocalhost } from './host-rules.ts'
import { blocked, type OutcomeError, unreachable } from './outcome-error.ts'
import type { Refusal } from './refusal.ts'

export interface ResolverOptions {
  readonly guard: AddressGuard
  readonly query: DnsQuery
  readonly onRefused: (refusal: Refusal) => void
  readonly monotonicMs: () => number
  /** Names that are remembered at once. */
  readonly capacity?: number
}

const defaultCapacity = 10_000
const shortestTtlS = 5
const longestTtlS = 300
const failureTtlMs = 5000

const loopback: readonly DnsAddress[] = [
  { address: '127.0.0.1', family: 4, ttlS: 0 },
  { address: '::1', family: 6, ttlS: 0 },
]

interface Lookup {
  readonly answer: Promise<readonly DnsAddress[]>
  /** Infinite while DNS has not answered: whoever asks meanwhile waits for the same answer. */
  expiresAtMs: number
}

/** Gives the addresses of a name, all of them vetted. */
export class Resolver {
  readonly #guard: AddressGuard
  readonly #query: DnsQuery
  readonly #onRefused: (refusal: Refusal) => void
  readonly #monotonicMs: () => number
  readonly #capacity: number
  readonly #lookups = new Map<string, Lookup>()

  constructor(options: ResolverOptions) {
    this.#guard = options.guard
    this.#query = options.query
    this.#onRefused = options.onRefused
    this.#monotonicMs = options.monotonicMs
    this.#capacity = options.capacity ?? defaultCapacity
  }

  /**
   * Never empty. Rejects with an `OutcomeError`: `dns` when there is no address, `blocked` when any
   * of them is forbidden. One bad answer condemns the name: a zone that mixes public and private
   * addresses is a trap.
   */
  async resolve(hostname: string): Promise<readonly DnsAddress[]> {
    if (isLocalhost(hostname)) return this.#loopback(hostname)
    const addresses = await this.#lookUp(hostname)
    for (const { address } of addresses) {
      const rule = this.#guard.ruleAgainst(address)
      if (rule !== null) throw this.#refuse({ host: hostname, address, rule })
    }
    return addresses
  }

  close(): void {
    this.#query.cancel()
  }

  #loopback(host: string): readonly DnsAddress[] {
    const open = loopback.filter(({ address }) => this.#guard.allows(address))
    if (open.length === 0) throw this.#refuse({ host, address: null, rule: 'host_name' })
    return open
  }

  #refuse(refusal: Refusal): OutcomeError {
    this.#onRefused(refusal)
    return blocked(refusal)
  }

  #lookUp(hostname: string): Promise<readonly DnsAddress[]> {
    const known = this.#lookups.get(hostname)
    if (known !== undefined && known.expiresAtMs > this.#monotonicMs()) return known.answer
    this.#makeRoom(hostname)
    const lookup: Lookup = { answer: this.#ask(hostname), expiresAtMs: Infinity }
    this.#lookups.set(hostname, lookup)
    lookup.answer.then(
      (addresses) => (lookup.expiresAtMs = this.#monotonicMs() + ttlMs(addresses)),
      () => (lookup.expiresAtMs = this.#monotonicMs() + failureTtlMs),
    )
    return lookup.answer
  }

  async #ask(hostname: string): Promise<readonly DnsAddress[]> {
    let addresses: readonly DnsAddress[]
    try {
      addresses = await this.#query(hostname)
    } catch (error) {
      throw unreachable('dns', describeDnsError(error), error)
    }
    if (addresses.length === 0) throw unreachable('dns', hasNoAddress)
    return addresses
  }

  /** The name that was asked for longest ago goes first. */
  #makeRoom(hostname: string): void {
    this.#lookups.delete(hostname)
    for (const oldest of this.#lookups.keys()) {
      if (this.#lookups.size < this.#capacity) return
      this.#lookups.delete(oldest)
    }
  }
}

function ttlMs(addresses: readonly DnsAddress[]): number {
  const shortest = Math.min(...addresses.map(({ ttlS }) => ttlS))
  return Math.min(Math.max(shortest, shortestTtlS), longestTtlS) * 1000
}

const hasNoAddress = 'Could not resolve host: the name has no address'

function describeDnsError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  switch (code) {
    case 'ENOTFOUND':
      return 'Could not resolve host: the name does not exist'
    case 'ENODATA':
      return hasNoAddress
    case 'ETIMEOUT':
      return 'Could not resolve host: the name server did not answer'
    default:
      return 'Could not resolve host'
  }
}
