import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { realPause } from './manual-clock.ts'
import { createStatementReader } from './statement-reader.ts'

/** What is wrong with the network. */
export type Toxic =
  | { readonly kind: 'none' }
  /** Nothing passes, and nobody is told. What is on its way passes when this is over. */
  | { readonly kind: 'silence' }
  /** Whoever connects is told by a reset. Connections that are there stay. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'delay'; readonly delayMs: number }
  | { readonly kind: 'trickle'; readonly bytesPerSecond: number }

/** A moment of a statement's way through the proxy. */
export interface WirePoint {
  /** Part of the statement's text. */
  readonly statement: string
  /** It has not been passed on; it has, just now; its answer has come, and has not been passed on. */
  readonly moment: 'asked' | 'sent' | 'answered'
}

export interface ToxicProxy extends AsyncDisposable {
  readonly port: number
  /** For all connections, from now on. */
  toxic: Toxic
  /** Connections that were made so far, whatever became of them. */
  readonly connections: number
  /** Ends every connection; both sides are told by a reset. */
  cut(): void
  /** Ends every connection, and is no longer there for whoever wants another one. */
  leave(): void
  /** Is there again. */
  comeBack(): Promise<void>
  /** Calls it once, the next time that a statement is there; null: does not any more. */
  setTrap(trap: Trap | null): void
}

export interface Trap {
  readonly point: WirePoint
  readonly strike: () => void
}

/** A bad network on this machine, between clients of PostgreSQL and its port. */
export async function startToxicProxy(targetPort: number): Promise<ToxicProxy> {
  const links = new Set<Link>()
  let toxic: Toxic = { kind: 'none' }
  let trap: Trap | null = null
  let connections = 0
  let change = Promise.withResolvers<void>()

  /** The trap, if it is set for one of these statements and this moment. */
  function trapFor(moment: WirePoint['moment'], statements: readonly string[]): Trap | null {
    if (trap?.point.moment !== moment) return null
    const { statement } = trap.point
    return statements.some((text) => text.includes(statement)) ? trap : null
  }

  function spring(met: Trap | null): void {
    if (met === null || met !== trap) return
    trap = null
    met.strike()
  }

  async function mayPass(bytes: number): Promise<void> {
    while (toxic.kind === 'silence') await change.promise
    if (toxic.kind === 'delay') await realPause(toxic.delayMs)
    if (toxic.kind === 'trickle') await realPause((bytes / toxic.bytesPerSecond) * 1000)
  }

  async function forward(from: Socket, to: Socket, chunk: Chunk): Promise<void> {
    // A socket without an encoding is a stream of buffers.
    for await (const bytes of from as AsyncIterable<Buffer>) {
      const afterwards = chunk(bytes)
      await mayPass(bytes.length)
      if (!to.writable) return
      await new Promise<void>((resolve) => {
        to.write(bytes, () => resolve())
      })
      afterwards?.()
    }
    to.end()
  }

  function join(link: Link): void {
    const { client, server } = link
    const read = createStatementReader()
    let awaited: Trap | null = null
    links.add(link)
    const end = (): void => {
      links.delete(link)
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) socket.on('error', end).on('close', end)
    const asked = forward(client, server, (bytes) => {
      const statements = read(bytes)
      spring(trapFor('asked', statements))
      awaited ??= trapFor('answered', statements)
      return () => spring(trapFor('sent', statements))
    })
    const answered = forward(server, client, () => {
      spring(awaited)
      awaited = null
      return null
    })
    // Both end with the sockets, whose errors are seen above.
    for (const side of [asked, answered]) side.catch(end)
  }

  const listener = createServer((client) => {
    connections += 1
    if (toxic.kind === 'reset') reset(client)
    else join({ client, server: connect({ host: '127.0.0.1', port: targetPort, noDelay: true }) })
  })
  await listen(0)
  // A server that listens on a port has such an address.
  const { port } = listener.address() as AddressInfo

  function listen(onPort: number): Promise<void> {
    return new Promise((resolve, reject) => {
      listener.once('error', reject).listen(onPort, '127.0.0.1', resolve)
    })
  }

  function cut(): void {
    for (const { client, server } of links) {
      reset(client)
      reset(server)
    }
  }

  return {
    port,
    get connections() {
      return connections
    },
    get toxic() {
      return toxic
    },
    set toxic(next) {
      toxic = next
      change.resolve()
      change = Promise.withResolvers()
    },
    cut,
    leave() {
      listener.close()
      cut()
    },
    comeBack: () => listen(port),
    setTrap(next) {
      trap = next
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => {
        listener.close(resolve)
      })
      cut()
      await closed
    },
  }
}

/** One that is about to end cannot be reset, and would stay open for ever. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}

interface Link {
  readonly client: Socket
  readonly server: Socket
}

/** Sees bytes before they pass on; what it returns is called after they have. */
type Chunk = (bytes: Buffer) => (() => void) | null
