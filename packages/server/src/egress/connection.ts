import type { Socket } from 'node:net'
import { type buildConnector, Client } from 'undici'
import type { ConnectionTls } from '../domain/sender.ts'
import type { Dialer } from './dialer.ts'
import { type Delivery, Exchange, type ExchangeConnection } from './exchange.ts'

/** Where a connection stands between two requests. */
export interface ConnectionHome {
  /** It is free. False: there is no room for it. */
  take(connection: Connection): boolean
  /** It is gone. */
  forget(connection: Connection): void
  /** It was closed as the request came: another one is needed, and no used one. */
  resend(connection: Connection, delivery: Delivery): void
}

export interface ConnectionOptions {
  readonly origin: string
  readonly tls: ConnectionTls | null
  readonly dialer: Dialer
  readonly home: ConnectionHome
  readonly idleMs: number
}

const longestHead = 16 * 1024
/** A receiver that says how long it keeps a connection open is believed, up to this. */
const longestIdleMs = 60_000

/**
 * One undici `Client`, that is one socket, with at most one request at a time: undici has nothing
 * to queue, and ending the request by force is ending the client.
 */
export class Connection implements ExchangeConnection {
  readonly origin: string
  readonly tls: ConnectionTls | null
  readonly #client: Client
  readonly #home: ConnectionHome
  #dialing: Socket | null = null
  #socket: Socket | null = null
  /** What had come over the socket when the request was sent. */
  #bytesReadBefore = 0
  #exchange: Exchange | null = null
  #isGone = false

  constructor({ origin, tls, dialer, home, idleMs }: ConnectionOptions) {
    this.origin = origin
    this.tls = tls
    this.#home = home
    this.#client = new Client(origin, {
      connect: (options, done) => this.#dial(dialer, options, done),
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: longestIdleMs,
      maxHeaderSize: longestHead,
      // The deadline covers them. undici's own start again at every 1xx and every byte.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const lost = (): void => {
      // With a request waiting, undici opens another socket by itself.
      if (this.#exchange === null) this.discard()
    }
    this.#client.on('disconnect', lost)
    this.#client.on('connectionError', lost)
  }

  get exchange(): Exchange | null {
    return this.#exchange
  }

  get receivedBytes(): number {
    return this.#socket === null ? 0 : this.#socket.bytesRead - this.#bytesReadBefore
  }

  get isSilentSinceReuse(): boolean {
    return this.#bytesReadBefore > 0 && this.receivedBytes === 0
  }

  /** To be called on a free connection. What happens is told to `settle`, once. */
  send(delivery: Delivery): void {
    const { request, path } = delivery
    const exchange = new Exchange(this, delivery)
    this.#exchange = exchange
    this.#bytesReadBefore = this.#socket?.bytesRead ?? 0
    this.#client.dispatch(
      {
        path,
        method: 'POST',
        // undici's type leaves out that it only reads the list.
        headers: request.headers as string[],
        body: request.body,
      },
      exchange,
    )
  }

  release(): void {
    this.#exchange = null
    if (!this.#home.take(this)) this.discard()
  }

  discard(): void {
    this.#exchange = null
    if (this.#isGone) return
    this.#isGone = true
    this.#home.forget(this)
    this.#dialing?.destroy()
    // Never rejects: the requests that it ends are told so.
    void this.#client.destroy()
  }

  resend(delivery: Delivery): void {
    this.#home.resend(this, delivery)
  }

  #dial(dialer: Dialer, options: buildConnector.Options, done: buildConnector.Callback): void {
    this.#dialing = dialer.dial({ ...options, tls: this.tls }, (...result) => {
      this.#dialing = null
      const [, socket] = result
      // undici has found the former socket closed before it wrote the request.
      this.#bytesReadBefore = 0
      this.#socket = socket
      done(...result)
    })
  }
}
