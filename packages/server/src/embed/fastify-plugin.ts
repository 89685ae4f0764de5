import type { FastifyPluginCallback } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Offers the surface below the prefix. The request leaves the host's hands before it reads the body
 * or does anything else that is its own.
 */
export function createFastifyPlugin(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  pathPrefix: string,
): FastifyPluginCallback {
  return (host, _options, done) => {
    host.all(`${pathPrefix}/*`, {
      onRequest: (request, reply) => {
        reply.hijack()
        handle(request.raw, reply.raw)
      },
      handler: () => {
        throw new Error('the request was taken before')
      },
    })
    done()
  }
}
