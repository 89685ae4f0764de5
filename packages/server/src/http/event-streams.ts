import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ServerResponse } from 'node:http'
import type { Clock } from '../domain/clock.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import './fastify-request.ts'

/** Answers that stay open and tell what happens, as server-sent events. */
export interface EventStreams {
  /**
   * Takes over an answer. The source is asked again and again, never twice at once and not while its
   * last answer has not gone out, until the reader goes, the server stops, or the time is up: a
   * reader that comes back then shows again that it may read. Throws `unavailable` when there are too
   * many already.
   */
  open(reply: FastifyReply, clock: Clock, read: () => Promise<readonly ServerSentEvent[]>): void
  /** Ends all of them. */
  close(): void
}

export interface ServerSentEvent {
  readonly event: string
  readonly data: unknown
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly eventStreams: EventStreams
  }
}

const mostStreams = 64
/** Of these, what portals may have: whoever opens them is nobody the operator knows. */
const mostOfPortals = 48
const mostOfOneWorkspace = 8
const readEveryMs = 1000
const longestMs = 10 * 60_000
/** So that what stands between does not take silence for an end. */
const beatEveryMs = 15_000

export function addEventStreams(app: FastifyInstance): void {
  const streams = createEventStreams()
  app.decorate('eventStreams', streams)
  app.addHook('preClose', (done) => {
    streams.close()
    done()
  })
}

function createEventStreams(): EventStreams {
  /** Each with the workspace whose portal reads it; null: no portal does. */
  const open = new Map<ServerResponse, Id | null>()

  function isFullFor(portalOf: Id | null): boolean {
    if (open.size >= mostStreams) return true
    if (portalOf === null) return false
    const ofPortals = [...open.values()].filter((workspaceId) => workspaceId !== null)
    const ofWorkspace = ofPortals.filter((workspaceId) => workspaceId === portalOf)
    return ofPortals.length >= mostOfPortals || ofWorkspace.length >= mostOfOneWorkspace
  }

  return {
    open(reply, clock, read) {
      const { caller } = reply.request
      const portalOf = caller?.kind === 'portal' ? caller.workspaceId : null
      if (isFullFor(portalOf)) {
        const message = 'Too many streams are open on this server. Try again later.'
        throw new RequestError('unavailable', message, { retryAfterS: 30 })
      }
      reply.hijack()
      const response = reply.raw
      open.set(response, portalOf)
      response.on('close', () => open.delete(response))
      response.on('error', () => response.destroy())
      response.writeHead(200, headersOf(reply))
      if (reply.request.method === 'HEAD') {
        response.end()
        return
      }
      void feed(response, clock, read)
    },
    close() {
      for (const response of open.keys()) response.end()
    },
  }
}

function headersOf(reply: FastifyReply): Record<string, string> {
  const common = Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)])
  return { ...Object.fromEntries(common), 'content-type': 'text/event-stream; charset=utf-8' }
}

async function feed(
  response: ServerResponse,
  clock: Clock,
  read: () => Promise<readonly ServerSentEvent[]>,
): Promise<void> {
  const endMs = clock.monotonicMs() + longestMs
  let beatMs = clock.monotonicMs()
  // `writableNeedDrain` would not do: it knows nothing of a reader within this process.
  let isFull = false
  response.on('drain', () => (isFull = false))
  const write = (text: string): void => {
    if (!response.write(text)) isFull = true
  }
  write('retry: 2000\n\n')
  while (!response.writableEnded && !response.destroyed && clock.monotonicMs() < endMs) {
    if (!isFull) {
      try {
        const events = await read()
        if (response.writableEnded || response.destroyed) return
        for (const { event, data } of events) {
          write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
        }
        if (events.length > 0) beatMs = clock.monotonicMs()
      } catch {
        // The store does not answer: whoever comes back is told so in words.
        break
      }
    }
    if (clock.monotonicMs() - beatMs >= beatEveryMs) {
      write(': still here\n\n')
      beatMs = clock.monotonicMs()
    }
    await pause(response, clock)
  }
  response.end()
}

/** Until it is time to read again, or nobody reads any more. */
function pause(response: ServerResponse, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      timer.cancel()
      response.off('close', done)
      resolve()
    }
    const timer = clock.setTimer(done, readEveryMs)
    response.on('close', done)
  })
}
