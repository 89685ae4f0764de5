import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RequestError } from '../domain/errors.ts'
import { notBuilt, sendPage } from './dashboard-page.ts'
import type { DashboardFile, DashboardFiles } from './dashboard-files.ts'

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
    if (files === null) throw notBuilt()
    const path = request.params['*']
    const file = files.files.get(path)
    if (file !== undefined) return sendFile(file, request, reply)
    if (path.startsWith('assets/')) {
      throw new RequestError('not_found', 'There is no such file. Load the page again.')
    }
    reply.header('Cross-Origin-Opener-Policy', 'same-origin')
    return sendPage(files.page, reply, { frameAncestors: [], imageOrigins: [], brand: '' })
  })
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
