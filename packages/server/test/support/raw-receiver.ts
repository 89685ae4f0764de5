import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** A receiver on bare sockets, which can misbehave in ways that an HTTP server does not offer. */
export interface RawReceiver {
  readonly port: number
  readonly origin: string
  /** Every request in full, as it came. */
  readonly requests: readonly string[]
  /** Connections that were ever accepted. */
  readonly accepted: () => number
  /** Resolves when no connection is open. */
  drained(): Promise<void>
  close(): Promise<void>
}

export interface RawReceiverOptions {
  readonly onConnection?: (socket: Socket) => void
  /** Called for each complete request; `index` counts from 0 over all connections. */
  readonly onRequest?: (socket: Socket, request: string, index: number) => void
  readonly host?: string
}

export async function startRawReceiver(options: RawReceiverOptions): Promise<RawReceiver> {
  const requests: string[] = []
  const open = new Set<Socket>()
  const waiting: (() => void)[] = []
  let accepted = 0

  const server = createServer((socket) => {
    accepted++
    open.add(socket)
    // Whoever is cut off in the middle of an answer sees it here; the test sees the outcome.
    socket.on('error', () => {})
    socket.on('close', () => {
      open.delete(socket)
      if (open.size === 0) for (const resolve of waiting.splice(0)) resolve()
    })
    options.onConnection?.(socket)
    if (options.onRequest !== undefined) readRequests(socket, options.onRequest)
  })

  function readRequests(socket: Socket, onRequest: NonNullable<typeof options.onRequest>): void {
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      for (let length = requestLength(received); length > 0; length = requestLength(received)) {
        const request = received.slice(0, length)
        received = received.slice(length)
        requests.push(request)
        onRequest(socket, request, requests.length - 1)
      }
    })
  }

  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  // A TCP server's address is never a path.
  const { port } = server.address() as AddressInfo
  return {
    port,
    origin: `http://${host}:${port}`,
    requests,
    accepted: () => accepted,
    drained: () => new Promise((resolve) => (open.size === 0 ? resolve() : waiting.push(resolve))),
    close() {
      for (const socket of open) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** 0 while the request at the beginning of `text` is not complete. */
function requestLength(text: string): number {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd === -1) return 0
  const [, digits = '0'] = /\r\ncontent-length: (\d+)\r\n/i.exec(text.slice(0, headEnd + 2)) ?? []
  const length = headEnd + 4 + Number(digits)
  return text.length >= length ? length : 0
}
