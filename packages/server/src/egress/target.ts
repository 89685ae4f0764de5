import { isIP } from 'node:net'
import type { AddressGuard } from './address-guard.ts'
import { faultOfHost, notPublic } from './host-rules.ts'
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
}

export interface TargetRules {
  /** False: only HTTPS. */
  readonly allowHttp: boolean
  readonly guard: AddressGuard
  /** Ports that are open although a service usually listens there. */
  readonly allowPorts: readonly number[]
}

export const longestUrl = 2048

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
  return faultOf(url, rules) ?? accepted(url)
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
  return faultOfPort(url.port, rules) ?? faultOfHostname(url.hostname, rules.guard)
}

function faultOfPort(port: string, rules: TargetRules): TargetFault | null {
  // An empty port is the scheme's own.
  if (port === '') return null
  const number = Number(port)
  if (number === 0) return fault('port', 'The port must not be 0.')
  if (!servicePorts.has(number) || rules.allowPorts.includes(number)) return null
  return fault('port', `Port ${number} is not allowed.`)
}

function faultOfHostname(hostname: string, guard: AddressGuard): TargetFault | null {
  const address = withoutBrackets(hostname)
  if (isIP(address) !== 0) return guard.allows(address) ? null : fault('address', notPublic)
  const message = faultOfHost(hostname, guard)
  return message === null ? null : fault('host', message)
}

function accepted(url: URL): Target | TargetFault {
  url.hash = ''
  // Normalising can lengthen a URL: what is not ASCII is percent-encoded.
  if (url.href.length > longestUrl) {
    return fault('too_long', `The URL must have at most ${longestUrl} characters.`)
  }
  return { kind: 'target', href: url.href, origin: url.origin, path: url.pathname + url.search }
}

function fault(reason: TargetFaultReason, message: string): TargetFault {
  return { kind: 'fault', reason, message }
}

/** `[::1]` → `::1` */
export function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}
