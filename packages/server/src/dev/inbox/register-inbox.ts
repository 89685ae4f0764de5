import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../domain/clock.ts'
import { answerRequest } from './answer-request.ts'
import { parseBehaviour, type Behaviour } from './behaviour.ts'
import { isLocalHost } from './local-host.ts'
import { registerPageFiles } from './page-files.ts'
import { createReceivedLog, type Received } from './received-log.ts'
import { createRetryWatch } from './retry-watch.ts'
import { createSummaryStream } from './summary-stream.ts'

export interface InboxOptions {
  readonly clock: Clock
  /** The secrets that a request to the inbox may be signed with, as they are now. */
  secrets(): readonly string[]
  /** When the event is tried again; null: not at all, or not known yet. */
  nextAttemptAtMs(eventId: string): Promise<number | null>
  /** Publishes an example event that the inbox will receive. */
  publishExample(): Promise<void>
  /**
   * True: only requests to a name of this machine are answered, so that no page of the web reaches
   * the inbox through a name of its own that points here (DNS rebinding).
   */
  readonly isLocalOnly: boolean
}

export const inboxHookPath = '/inbox/hook'

/** The most that a delivery takes: 1 MiB of data, what stands around it, and room to spare. */
const longestBodyBytes = 4 * 1024 * 1024

/** A receiver for people to look at: `posthorn dev` has it, `posthorn serve` does not. */
export function registerInbox(app: FastifyInstance, options: InboxOptions): void {
  // Fastify runs it, and reports what it throws, when the server starts to listen.
  void app.register((scope, _options, done) => {
    registerRoutes(scope, options)
    done()
  })
}

function registerRoutes(app: FastifyInstance, options: InboxOptions): void {
  const { clock } = options
  const stream = createSummaryStream()
  const log = createReceivedLog((summary) => stream.push(summary))
  const unanswered = new Set<FastifyReply>()
  let behaviour: Behaviour = { kind: 'accept' }
  let isClosing = false
  const retryWatch = createRetryWatch({
    clock,
    lookUp: (eventId) => options.nextAttemptAtMs(eventId),
    isWanted: (id) => log.get(id) !== undefined,
    onFound: (id, nextAttemptAtMs) => log.setNextAttempt(id, nextAttemptAtMs),
  })

  async function receive(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { rawHeaders } = request.raw
    const body = bodyOf(request)
    const received = log.add({ rawHeaders, body, receivedAtMs: clock.nowMs() }, options.secrets())
    const startedMs = clock.monotonicMs()
    reply.hijack()
    unanswered.add(reply)
    const status = await answerRequest(reply.raw, behaviour, received.verdict)
    unanswered.delete(reply)
    settle(received, status, Math.round(clock.monotonicMs() - startedMs))
  }

  function settle({ id, eventId }: Received, status: number | null, afterMs: number): void {
    log.setAnswer(
      id,
      status === null ? { kind: 'hung-up', afterMs } : { kind: 'answered', status, afterMs },
    )
    const hasFailed = status === null || status >= 300
    if (hasFailed && eventId !== null) retryWatch.watch(id, eventId)
  }

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: longestBodyBytes }, takeBytes)
  app.addHook('onRequest', async (request, reply) => {
    if (options.isLocalOnly && !isLocalHost(request.headers.host)) {
      return reply.code(421).type('text/plain').send('The inbox is at http://localhost.\n')
    }
    // A page that lost its stream asks for another, on a connection that is still open.
    if (isClosing) return reply.code(503).header('connection', 'close').send()
  })
  app.addHook('preClose', (done) => {
    isClosing = true
    retryWatch.close()
    stream.close()
    for (const reply of unanswered) reply.raw.destroy()
    done()
  })

  registerPageFiles(app)
  app.post(inboxHookPath, { bodyLimit: longestBodyBytes }, receive)
  app.get('/inbox/stream', (_request, reply) => {
    reply.hijack()
    stream.open(reply.raw, { behaviour }, log.summaries())
  })
  app.get<{ Params: { id: string } }>('/inbox/requests/:id', async (request, reply) => {
    const received = log.get(Number(request.params.id))
    return received ?? reply.code(404).send({ error: 'Only the latest 200 requests are kept.' })
  })
  app.put('/inbox/behaviour', { preHandler: requireJson }, async (request, reply) => {
    const chosen = parseBehaviour(parseJson(bodyOf(request)))
    if (chosen === null) return reply.code(400).send({ error: 'That is nothing the inbox can do.' })
    behaviour = chosen
    return reply.code(204).send()
  })
  app.post('/inbox/example', { preHandler: requireJson }, async (_request, reply) => {
    await options.publishExample()
    return reply.code(204).send()
  })
}

function takeBytes(
  _request: FastifyRequest,
  body: Buffer,
  done: (error: null, body: Buffer) => void,
): void {
  done(null, body)
}

function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}

/** A page of another origin cannot send this content type without asking first, and is told no. */
async function requireJson(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (request.headers['content-type'] === 'application/json') return undefined
  return reply.code(415).send({ error: 'Send application/json.' })
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
