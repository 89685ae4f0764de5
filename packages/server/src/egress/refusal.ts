import type { AddressRule } from './address-guard.ts'

/** A connection that was not made, or a URL that was not taken, because of where it leads. */
export interface Refusal {
  /** As `URL` spells it, without brackets; with the port where that is what is wrong. */
  readonly host: string
  /** What the host is or resolves to; null where its name or port was enough. */
  readonly address: string | null
  readonly rule: RefusalRule
}

export type RefusalRule = AddressRule | 'host_name' | 'port'

const reasons: Readonly<Record<RefusalRule, string>> = {
  not_an_address: 'is no IP address',
  cloud_metadata: 'is a metadata service of a cloud',
  hidden_ipv4: 'carries an IPv4 address inside an IPv6 one',
  closed_network: 'is in a network that the operator closed',
  not_public: 'is not public',
  own_address: 'is an address of this host',
  host_name: 'is no name of a public host',
  port: 'has the port of another service',
}

/** For the operator: it tells about the network that Posthorn runs in. */
export function describeRefusal({ host, address, rule }: Refusal): string {
  if (address === null || address === host) return `${host} ${reasons[rule]}`
  return `${host} resolves to ${address}, which ${reasons[rule]}`
}
