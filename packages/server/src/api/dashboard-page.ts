import { randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { RequestError } from '../domain/errors.ts'
import { noncePlaceholder } from './dashboard-files.ts'

/** What one answer may do beyond the rest: origins that stand in its Content Security Policy as they are. */
export interface PagePermissions {
  /** Whose pages may show it in a frame; empty: nobody's. */
  readonly frameAncestors: readonly string[]
  /** From where images may come, beside this server. */
  readonly imageOrigins: readonly string[]
}

/** The one document; its own router knows the rest of the path. */
export function sendPage(
  page: string,
  reply: FastifyReply,
  permissions: PagePermissions,
): FastifyReply {
  const nonce = randomBytes(16).toString('base64url')
  return reply
    .headers({
      'Content-Security-Policy': contentSecurityPolicy(nonce, permissions),
      'Referrer-Policy': 'no-referrer',
    })
    .type('text/html; charset=utf-8')
    .send(page.replaceAll(noncePlaceholder, nonce))
}

export function notBuilt(): RequestError {
  return new RequestError('not_found', 'The dashboard was not built. `npm run build` does that.')
}

/** Scripts from files only; styles also in elements that carry this response's nonce. */
function contentSecurityPolicy(
  nonce: string,
  { frameAncestors, imageOrigins }: PagePermissions,
): string {
  const framers = frameAncestors.length === 0 ? ["'none'"] : frameAncestors
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    ["img-src 'self'", ...imageOrigins].join(' '),
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    ['frame-ancestors', ...framers].join(' '),
  ].join('; ')
}
