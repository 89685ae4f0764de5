import type { FastifyInstance, HTTPMethods } from 'fastify'
import { Readable } from 'node:stream'
import { stripPrefix } from './strip-prefix.ts'

/** Bodies go through as streams, so the surface's own limits hold. */
export function createFetchHandler(
  http: FastifyInstance,
  pathPrefix: string,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const answer = await http.inject({
      // Of a method that the surface does not know it says so itself.
      method: request.method as HTTPMethods,
      url: stripPrefix(pathname, pathPrefix) + search,
      headers: Object.fromEntries(request.headers),
      ...(request.body === null ? {} : { payload: Readable.from(request.body) }),
      signal: request.signal,
      payloadAsStream: true,
    })
    const headers = new Headers()
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const one of [value ?? []].flat()) headers.append(name, String(one))
    }
    const { statusCode: status } = answer
    const hasBody = request.method !== 'HEAD' && !bodilessStatuses.has(status)
    if (!hasBody) answer.stream().resume()
    // One stream to the runtime, but two types: a browser's and Node's.
    const body = hasBody ? (Readable.toWeb(answer.stream()) as ResponseBody) : null
    return new Response(body, { status, headers })
  }
}

type ResponseBody = ConstructorParameters<typeof Response>[0]

/** RFC 9110, 15.3.5, 15.3.6 and 15.4.5. */
const bodilessStatuses = new Set([204, 205, 304])
