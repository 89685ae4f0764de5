import type { FastifyInstance, HTTPMethods } from 'fastify'
import { Readable } from 'node:stream'
import { stripPrefix } from './strip-prefix.ts'

/**
 * Bodies go through as streams both ways: the surface's own limits hold, and what it tells is heard
 * at once.
 */
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
    const stream = answer.stream()
    // Whoever writes the answer is told when nobody reads it any more.
    stream.once('close', () => answer.raw.res.destroy())
    const hasBody = request.method !== 'HEAD' && !bodilessStatuses.has(status)
    if (!hasBody) stream.resume()
    return new Response(hasBody ? bodyOf(stream) : null, { status, headers })
  }
}

/** `Readable.toWeb` throws where nobody catches it when a chunk comes just after the reader has gone. */
function bodyOf(stream: Readable): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await chunks.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    cancel() {
      stream.destroy()
    },
  })
}

/** RFC 9110, 15.3.5, 15.3.6 and 15.4.5. */
const bodilessStatuses = new Set([204, 205, 304])
