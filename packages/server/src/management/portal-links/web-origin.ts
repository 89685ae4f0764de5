import { isLocalhost } from '../../egress/host-rules.ts'

/** Letters, digits, hyphens and dots: what has a meaning in a Content Security Policy is none of them. */
const plainHost = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/

/**
 * A web address whose origin may stand in a Content Security Policy as it is: its host is a name or
 * an IPv4 address, spelled plainly.
 *
 * @param allowHttp - true: plain HTTP will do where the host is this machine
 * @returns null when it is none
 */
export function parseWebUrl(text: string, allowHttp: boolean): URL | null {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return null
  if (!plainHost.test(url.hostname)) return null
  const isSafe = url.protocol === 'https:'
  return isSafe || (allowHttp && url.protocol === 'http:' && isOwnMachine(url.hostname))
    ? url
    : null
}

function isOwnMachine(hostname: string): boolean {
  return isLocalhost(hostname) || /^127\.[\d.]+$/.test(hostname)
}
