import type { AttemptOutcome } from '../domain/outcome.ts'
import type { ConnectionTls } from '../domain/sender.ts'
import { Connection, type ConnectionHome } from './connection.ts'
import type { Dialer } from './dialer.ts'
import type { Delivery } from './exchange.ts'

export interface ConnectionPoolOptions {
  readonly dialer: Dialer
  readonly monotonicMs: () => number
  /** How long a connection waits for its next request, unless the receiver says otherwise. */
  readonly idleMs: number
  /** Connections that wait at once, over all origins. */
  readonly maxIdle: number
}

/** How late it may be noticed that an exchange has to end. */
const reviewStepMs = 25

/**
 * All connections. There are as many as there are requests under way: whoever asks gets one at
 * once, and how many may ask is decided elsewhere. Webhooks share the connections to an origin,
 * but not with those that bring TLS material of their own. An origin is remembered only while it
 * has a connection.
 */
export class ConnectionPool implements ConnectionHome {
  readonly #options: ConnectionPoolOptions
  readonly #connections = new Set<Connection>()
  readonly #idleByPeer = new Map<string, Connection[]>()
  #idleCount = 0
  #reviews: NodeJS.Timeout | null = null

  constructor(options: ConnectionPoolOptions) {
    this.#options = options
  }

  /** A free connection; the one that was used last, so that those not needed fall idle. */
  acquire(origin: string, tls: ConnectionTls | null): Connection {
    const connection = this.#idleByPeer.get(peerOf({ origin, tls }))?.pop()
    if (connection === undefined) return this.#open(origin, tls)
    this.#idleCount--
    return connection
  }

  take(connection: Connection): boolean {
    if (this.#idleCount >= this.#options.maxIdle) return false
    const peer = peerOf(connection)
    const idle = this.#idleByPeer.get(peer)
    if (idle === undefined) this.#idleByPeer.set(peer, [connection])
    else idle.push(connection)
    this.#idleCount++
    return true
  }

  forget(connection: Connection): void {
    this.#connections.delete(connection)
    const peer = peerOf(connection)
    const idle = this.#idleByPeer.get(peer)
    if (idle !== undefined) {
      const index = idle.lastIndexOf(connection)
      if (index !== -1) {
        idle.splice(index, 1)
        this.#idleCount--
      }
      if (idle.length === 0) this.#idleByPeer.delete(peer)
    }
    if (this.#connections.size === 0 && this.#reviews !== null) {
      clearInterval(this.#reviews)
      this.#reviews = null
    }
  }

  resend({ origin, tls }: Connection, delivery: Delivery): void {
    this.#open(origin, tls).send(delivery)
  }

  /** Ends every request with `outcome` and gives every connection up. */
  end(outcome: AttemptOutcome): void {
    for (const connection of this.#connections) {
      connection.exchange?.fail(outcome)
      connection.discard()
    }
  }

  #open(origin: string, tls: ConnectionTls | null): Connection {
    const { dialer, idleMs } = this.#options
    const connection = new Connection({ origin, tls, home: this, dialer, idleMs })
    this.#connections.add(connection)
    // One look at all connections now and then costs less than a timer for each request.
    this.#reviews ??= setInterval(() => this.#review(), reviewStepMs).unref()
    return connection
  }

  #review(): void {
    const nowMs = this.#options.monotonicMs()
    for (const { exchange } of this.#connections) exchange?.review(nowMs)
  }
}

/** What two requests have to have in common to share a connection. */
function peerOf({ origin, tls }: Pick<Connection, 'origin' | 'tls'>): string {
  return tls === null ? origin : `${origin} ${tls.id}`
}
