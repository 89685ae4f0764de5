import type { FastifyInstance } from 'fastify'
import { RequestError } from '../domain/errors.ts'
import { renderLlmsText, type DocumentationPage } from './documentation.ts'
import type { OpenApiDocument } from './openapi-document.ts'
import { referenceStyle, renderReferencePage } from './reference-page.ts'

const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** `/openapi.json`, `/docs` with the pages of the documentation under it, and `/llms.txt`. */
export function addDocumentationRoutes(
  app: FastifyInstance,
  openApi: OpenApiDocument,
  pages: readonly DocumentationPage[],
): void {
  const openApiText = JSON.stringify(openApi)
  const reference = renderReferencePage(openApi)
  const contents = renderLlmsText(pages)
  const texts = new Map(pages.map(({ file, text }) => [file, text]))

  app.get('/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(openApiText),
  )
  app.get('/docs', (_request, reply) =>
    reply
      .header('Content-Security-Policy', contentSecurityPolicy)
      .header('Referrer-Policy', 'no-referrer')
      .type('text/html; charset=utf-8')
      .send(reference),
  )
  app.get('/docs/reference.css', (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(referenceStyle),
  )
  app.get<{ Params: { '*': string } }>('/docs/*', (request, reply) => {
    const text = texts.get(request.params['*'])
    if (text === undefined) {
      throw new RequestError('not_found', 'There is no such page. /llms.txt lists those that are.')
    }
    return reply.type('text/markdown; charset=utf-8').send(text)
  })
  app.get('/llms.txt', (_request, reply) => reply.type('text/plain; charset=utf-8').send(contents))
}
