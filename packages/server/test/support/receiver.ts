import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { realPause } from './manual-clock.ts'

export interface ReceivedRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Name, value, name, value … in the case that was on the wire. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

export interface ReceiverAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly ReceivedRequest[]
  /** What it answers from now on; `stall`: nothing. */
  answer: ((request: ReceivedRequest) => ReceiverAnswer | 'stall') | ReceiverAnswer | 'stall'
  /** How long it takes over an answer. */
  answerAfterMs: number
}

/** A real HTTP server on loopback that remembers what it was sent. */
export async function startReceiver(): Promise<Receiver> {
  const requests: ReceivedRequest[] = []
  const server = createServer((message, response) => {
    void readBody(message).then(async (body) => {
      const request = {
        path: message.url ?? '',
        headers: message.headers,
        rawHeaders: message.rawHeaders,
        body,
      }
      requests.push(request)
      const { answer, answerAfterMs } = receiver
      if (answerAfterMs > 0) await realPause(answerAfterMs)
      const chosen = typeof answer === 'function' ? answer(request) : answer
      if (chosen !== 'stall') response.writeHead(chosen.status, chosen.headers).end(chosen.body)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    requests,
    answer: { status: 200, body: 'OK' },
    answerAfterMs: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
  return receiver
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  // A request is a stream of buffers unless an encoding is set on it.
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
