import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RequestError } from '../domain/errors.ts'
import { noncePlaceholder, type DashboardFile, type DashboardFiles } from './dashboard-files.ts'

/**
 * The pages under `/dashboard/`, where a browser that opens the server's root is led.
 *
 * @param files - null: they were not built
 */
export function addDashboardRoutes(app: FastifyInstance, files: DashboardFiles | null): void {
  app.get('/', (request, reply) => {
    if (request.headers.accept?.includes('text/html') === true) {
      return reply.redirect('/dashboard/')
    }
    throw new RequestError(
      'not_found',
      'There is nothing at this path. The API is described at /docs.',
      { reason: 'unknown_path' },
    )
  })
  app.get('/dashboard', (_request, reply) => reply.redirect('/dashboard/'))
  app.get<{ Params: { '*': string } }>('/dashboard/*', (request, reply) => {
    if (files === null) {
      throw new RequestError('not_found', 'The dashboard was not built. `npm run build` does that.')
    }
    const path = request.params['*']
    const file = files.files.get(path)
    if (file !== undefined) return sendFile(file, request, reply)
    if (path.startsWith('assets/')) {
      throw new RequestError('not_found', 'There is no such file. Load the page again.')
    }
    return sendPage(files.page, reply)
  })
}

/** The page's own router knows the rest of the path. */
function sendPage(page: string, reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(16).toString('base64url')
  return reply
    .headers({
      'Content-Security-Policy': contentSecurityPolicy(nonce),
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
    })
    .type('text/html; charset=utf-8')
    .send(page.replaceAll(noncePlaceholder, nonce))
}

/** Scripts from files only; styles also in elements that carry this response's nonce. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function sendFile(
  { contentType, encodings, isImmutable }: DashboardFile,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const encoding = chooseEncoding(encodings, request.headers['accept-encoding'])
  if (encoding !== 'identity') reply.header('Content-Encoding', encoding)
  if (isImmutable) reply.header('Cache-Control', 'public, max-age=31536000, immutable')
  return reply.header('Vary', 'Accept-Encoding').type(contentType).send(encodings.get(encoding))
}

/** The smallest one that the browser takes. */
function chooseEncoding(
  encodings: ReadonlyMap<string, Buffer>,
  accepted: string | string[] | undefined,
): string {
  const names = String(accepted ?? '')
    .split(',')
    .filter((entry) => !/;\s*q=0(?:\.0*)?\s*$/.test(entry))
    .map((entry) => entry.split(';', 1)[0]?.trim())
  return ['br', 'gzip'].find((name) => names.includes(name) && encodings.has(name)) ?? 'identity'
}
