import type { FastifyRequest } from 'fastify'
import { RequestError } from '../domain/errors.ts'

type Asked = Pick<FastifyRequest, 'headers' | 'protocol' | 'host'>

/**
 * The origin that a request came to, for links that lead back here. A proxy that takes TLS away says
 * so in `X-Forwarded-Proto`.
 */
export function publicOrigin({ headers, protocol, host }: Asked): string {
  const forwarded = String(headers['x-forwarded-proto'] ?? '').split(',', 1)[0]
  const scheme = forwarded === 'https' ? forwarded : protocol
  const url = URL.parse(`${scheme}://${host}`)
  if (url !== null && url.href === `${url.origin}/`) return url.origin
  throw new RequestError('validation_error', 'The Host header names no host.')
}

/** Whether a page that came by HTTPS asks, as only the browser knows when a proxy stands between. */
export function isFromHttps({ headers }: Pick<Asked, 'headers'>): boolean {
  return headers.origin?.startsWith('https:') === true
}

/**
 * Refuses what a browser sends for a page of another site. Programs, and browsers that are too old to
 * tell, are let through.
 *
 * @param publicUrl - the origin of this server; null: what the Host header says
 */
export function assertOwnPage({ headers, host }: Asked, publicUrl: string | null): void {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return
  const origin = headers.origin === undefined ? null : URL.parse(headers.origin)
  if (origin !== null && (origin.origin === publicUrl || origin.host === host)) return
  throw new RequestError('forbidden', 'Only pages of this server may ask for this.')
}
