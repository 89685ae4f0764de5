import { isIP } from 'node:net'
import type { AddressGuard } from './address-guard.ts'
import { faultOfHost, notPublic } from './host-rules.ts'
import type { Refusal } from './refusal.ts'
import { servicePorts } from './service-ports.ts'

/** A URL that may be sent to, taken apart once. */
export interface Target {
  readonly kind: 'target'
  /** The normalised URL: this is what is stored. */
  readonly href: string
  /** Scheme, host and port. */
  readonly origin: string
  /** Path and query, as they stand in the request line. */
  readonly path: string
}

export type TargetFaultReason =
  | 'too_long'
  | 'malformed'
  | 'scheme'
  | 'credentials'
  | 'port'
  | 'host'
  | 'address'

export interface TargetFault {
  readonly kind: 'fault'
  readonly reason: TargetFaultReason
  /** A sentence for the webhook's owner. Tells nothing about the network that Posthorn runs in. */
  readonly message: string
  /** Of address, host or port; null when the URL is wrong in another way. */
  readonly refusal: Refusal | null
}

export interface TargetRules {
  /** False: only HTTPS. */
  readonly allowHttp: boolean
  readonly guard: AddressGuard
  /** Ports that are open although a service usually listens there. */
  readonly allowPorts: readonly number[]
  /** Told of every URL and every connection that is refused because of where it leads. */
  readonly onRefused?: (refusal: Refusal) => void
}

const longestUrl = 2048

/**
 * Checks a URL by everything that can be known without asking DNS; the connection itself checks
 * the rest. `URL` reads the text once, and only what it understood is used from then on: it turns
 * every spelling of an address (decimal, hex, full-width digits …) into the address.
 */
export function parseTarget(raw: string, rules: TargetRules): Target | TargetFault {
  if (raw.length > longestUrl) {
    return fault('too_long', `The URL must have at most ${longestUrl} characters.`)
  }
  const url = URL.parse(raw)
  if (url === null) return fault('malformed', 'The URL is not valid.')
  const found = faultOf(url, rules)
  if (found === null) return accepted(url)
  if (found.refusal !== null) rules.onRefused?.(found.refusal)
  return found
}

function faultOf(url: URL, rules: TargetRules): TargetFault | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return fault('scheme', 'The URL must begin with https://.')
  }
  if (url.protocol === 'http:' && !rules.allowHttp) {
    return fault('scheme', 'The URL must use HTTPS.')
  }
  if (url.username !== '' || url.password !== '') {
    return fault('credentials', 'The URL must not contain a user name or password.')
  }
  return faultOfPort(url, rules) ?? faultOfHostname(url.hostname, rules.guard)
}

function faultOfPort({ port, host }: URL, rules: TargetRules): TargetFault | null {
  // An empty port is the scheme's own.
  if (port === '') return null
  const number = Number(port)
  if (number !== 0 && (!servicePorts.has(number) || rules.allowPorts.includes(number))) return null
  const refusal: Refusal = { host, address: null, rule: 'port' }
  return fault('port', `Port ${number} is not allowed.`, refusal)
}

function faultOfHostname(hostname: string, guard: AddressGuard): TargetFault | null {
  const host = withoutBrackets(hostname)
  if (isIP(host) !== 0) {
    const rule = guard.ruleAgainst(host)
    return rule === null ? null : fault('address', notPublic, { host, address: host, rule })
  }
  const message = faultOfHost(hostname, guard)
  if (message === null) return null
  return fault('host', message, { host, address: null, rule: 'host_name' })
}

function accepted(url: URL): Target | TargetFault {
  url.hash = ''
  // Normalising can lengthen a URL: what is not ASCII is percent-encoded.
  if (url.href.length > longestUrl) {
    return fault('too_long', `The URL must have at most ${longestUrl} characters.`)
  }
  return { kind: 'target', href: url.href, origin: url.origin, path: url.pathname + url.search }
}

function fault(
  reason: TargetFaultReason,
  message: string,
  refusal: Refusal | null = null,
): TargetFault {
  return { kind: 'fault', reason, message, refusal }
}

/** `[::1]` → `::1` */
export function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}
