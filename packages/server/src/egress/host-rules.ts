import type { AddressGuard } from './address-guard.ts'

/** Never resolved: cloud metadata, and names that exist outside DNS. */
const forbiddenSuffixes = ['metadata.google.internal', 'invalid', 'onion']

/** Names of private networks: refused unless the operator opened one. */
const privateSuffixes = [
  'corp',
  'default',
  'home',
  'home.arpa',
  'internal',
  'intranet',
  'lan',
  'local',
  'localdomain',
  'private',
  'svc',
  'test',
]

const longestName = 253
const labelPattern = /^[a-z0-9_-]{1,63}$/

/**
 * What is wrong with a host name (not an address) as `URL` spells it, in a sentence for the
 * webhook's owner; null when it may be resolved.
 */
export function faultOfHost(hostname: string, guard: AddressGuard): string | null {
  if (hostname.length > longestName) return 'The host name is too long.'
  if (hostname.endsWith('.')) return 'The host name must not end with a full stop.'
  const labels = hostname.split('.')
  if (!labels.every((label) => labelPattern.test(label))) return 'The host name is not valid.'
  if (isLocalhost(hostname)) return guard.opensLoopback ? null : notPublic
  if (hasSuffix(hostname, forbiddenSuffixes)) return notPublic
  if (guard.opensPrivateNetworks) return null
  return labels.length === 1 || hasSuffix(hostname, privateSuffixes) ? notPublic : null
}

export const notPublic = 'The host must be reachable on the public internet.'

/** RFC 6761, 6.3: these names are loopback and are never asked of DNS. */
export function isLocalhost(hostname: string): boolean {
  return hasSuffix(hostname, ['localhost'])
}

function hasSuffix(hostname: string, suffixes: readonly string[]): boolean {
  return suffixes.some((suffix) => hostname === suffix || hostname.endsWith(`.${suffix}`))
}
