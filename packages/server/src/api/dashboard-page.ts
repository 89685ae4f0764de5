import { randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { RequestError } from '../domain/errors.ts'
import { placeholders } from './dashboard-files.ts'

/** What is particular to one answer. Origins stand in its Content Security Policy as they are. */
export interface PageDetails {
  /** Whose pages may show it in a frame; empty: nobody's. */
  readonly frameAncestors: readonly string[]
  /** From where images may come, beside this server. */
  readonly imageOrigins: readonly string[]
  /** Whose it is, for the page, as JSON; empty: nobody's in particular. */
  readonly brand: string
}

/** The one document; its own router knows the rest of the path. */
export function sendPage(page: string, reply: FastifyReply, details: PageDetails): FastifyReply {
  const nonce = randomBytes(16).toString('base64url')
  return reply
    .headers({
      'Content-Security-Policy': contentSecurityPolicy(nonce, details),
      'Referrer-Policy': 'no-referrer',
    })
    .type('text/html; charset=utf-8')
    .send(
      page
        .replaceAll(placeholders.nonce, nonce)
        // Comes last, so that nothing in it is taken for a placeholder.
        .replaceAll(placeholders.brand, () => escapeAttribute(details.brand)),
    )
}

export function notBuilt(): RequestError {
  return new RequestError('not_found', 'The dashboard was not built. `npm run build` does that.')
}

/** For a value between double quotes. */
function escapeAttribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** Scripts from files only; styles also in elements that carry this response's nonce. */
function contentSecurityPolicy(
  nonce: string,
  { frameAncestors, imageOrigins }: PageDetails,
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
