import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Arrival } from './history.ts'

export interface LedgerReceiver extends AsyncDisposable {
  readonly url: string
  readonly arrivals: readonly Arrival[]
}

/** Of so many events, one fails at its first attempt; one of as many of those fails again. */
const failEvery = 7

/** Writes down every request, by the webhook's name in its path, before it answers. */
export async function startLedgerReceiver(): Promise<LedgerReceiver> {
  const arrivals: Arrival[] = []
  const attempts = new Map<string, number>()

  function statusFor(name: string, number: number): number {
    const attempt = (attempts.get(name) ?? 0) + 1
    attempts.set(name, attempt)
    const fails = attempt === 1 ? number % failEvery === 0 : number % failEvery ** 2 === 0
    return fails && attempt <= 2 ? 500 : 200
  }

  const server = createServer((message, response) => {
    const answered = readText(message).then((text) => {
      // The standard profile's body, around the data that `publisher.ts` sends.
      const { id, data } = JSON.parse(text) as { id: string; data: { number: number } }
      const webhook = (message.url ?? '').slice(1)
      const status = statusFor(`${webhook} ${id}`, data.number)
      arrivals.push({ webhook, number: data.number, eventId: id, status })
      response.writeHead(status).end()
    })
    // Half a request: its sender was killed.
    answered.catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    arrivals,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  // A request is a stream of buffers unless an encoding is set on it.
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
