import type { FastifyInstance } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { stripPrefix } from './strip-prefix.ts'

/** Hands a request of somebody else's server to the surface, as if it had come to a port of its own. */
export function createNodeHandler(
  http: FastifyInstance,
  pathPrefix: string,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    request.url = stripPrefix(request.url ?? '/', pathPrefix)
    http.routing(request, response)
  }
}
