import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { buildConnector } from 'undici'
import type { ConnectionTls } from '../domain/sender.ts'
import type { AddressGuard } from './address-guard.ts'
import { dialFailure } from './failures.ts'
import { blocked, OutcomeError, unreachable } from './outcome-error.ts'
import type { Refusal } from './refusal.ts'
import type { Resolver } from './resolver.ts'
import { SecureContexts } from './secure-contexts.ts'
import { readInSmallPieces } from './small-reads.ts'

export interface DialerOptions {
  readonly guard: AddressGuard
  readonly resolver: Resolver
  readonly onRefused: (refusal: Refusal) => void
  /** For look-up, connection and TLS handshake together. */
  readonly timeoutMs: number
  /** PEM; trusted beside the authorities that Node trusts. */
  readonly extraCertificates: readonly string[]
}

/** `hostname` is a name or an address without brackets. */
export type Destination = Pick<buildConnector.Options, 'hostname' | 'port' | 'protocol'> & {
  /** null: nothing beside the usual. */
  readonly tls: ConnectionTls | null
}

export type Dialed = buildConnector.Callback

const keepAliveProbeMs = 60_000
/** How long one of several addresses is waited for before the next is tried. */
const addressTimeoutMs = 500
const maxTlsSessions = 1000

/**
 * Opens connections, and only to what the guard allows. The check stands here, in the connection
 * itself: a name is resolved once, and what was vetted is what is dialled.
 */
export class Dialer {
  readonly #options: DialerOptions
  readonly #secureContexts: SecureContexts
  readonly #sockets = new Set<Socket>()
  readonly #tlsSessions = new Map<string, Buffer>()
  readonly #tcpOptions = {
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveProbeMs,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: addressTimeoutMs,
    lookup: this.#lookup(),
  }

  constructor(options: DialerOptions) {
    this.#options = options
    this.#secureContexts = new SecureContexts(options.extraCertificates)
  }

  /**
   * Calls back once, with an open socket or an `OutcomeError`; destroying the socket that it returns
   * gives the attempt up.
   */
  dial({ hostname, port, protocol, tls }: Destination, done: Dialed): Socket | null {
    const { timeoutMs } = this.#options
    // A literal is never looked up, so it is checked here.
    const refused = isIP(hostname) === 0 ? null : this.#refusalOf(hostname, hostname)
    if (refused !== null) {
      done(refused, null)
      return null
    }
    const isTls = protocol === 'https:'
    const socket = isTls
      ? this.#openTls(hostname, Number(port || 443), tls)
      : this.#openTcp(hostname, Number(port || 80))
    this.#sockets.add(socket)
    const timer = setTimeout(
      () => socket.destroy(new OutcomeError({ kind: 'timeout' })),
      timeoutMs,
    ).unref()
    const failed = (error: Error): void => done(dialFailure(error, isTls), null)
    socket.once('error', failed)
    socket.once('close', () => {
      clearTimeout(timer)
      this.#sockets.delete(socket)
    })
    // Before the handshake: a client certificate is told to nobody who is not vetted.
    socket.once('connect', () => this.#checkPeer(socket, hostname))
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      if (socket.destroyed) return
      clearTimeout(timer)
      socket.off('error', failed)
      readInSmallPieces(socket)
      done(null, socket)
    })
    return socket
  }

  /** Destroys every socket and waits until they are gone. */
  async close(): Promise<void> {
    this.#options.resolver.close()
    const closed = Array.from(this.#sockets, (socket) => {
      const gone = new Promise((resolve) => socket.once('close', resolve))
      socket.destroy()
      return gone
    })
    await Promise.all(closed)
  }

  /** Cannot fail while look-up and guard work, unless the host got that very address meanwhile. */
  #checkPeer(socket: Socket, hostname: string): void {
    const { remoteAddress } = socket
    if (remoteAddress === undefined) {
      socket.destroy(unreachable('connect', 'Connection reset'))
      return
    }
    const refused = this.#refusalOf(hostname, remoteAddress)
    if (refused !== null) socket.destroy(refused)
  }

  #refusalOf(host: string, address: string): OutcomeError | null {
    const rule = this.#options.guard.ruleAgainst(address)
    if (rule === null) return null
    const refusal = { host, address, rule }
    this.#options.onRefused(refusal)
    return blocked(refusal)
  }

  #openTcp(host: string, port: number): Socket {
    return connectTcp({ ...this.#tcpOptions, host, port })
  }

  #openTls(host: string, port: number, tls: ConnectionTls | null): TLSSocket {
    // A session that is resumed stands for the certificates, on both sides, that began it.
    const peer = tls === null ? `${host} ${port}` : `${host} ${port} ${tls.id}`
    const session = this.#tlsSessions.get(peer)
    const socket = connectTls({
      ...this.#tcpOptions,
      host,
      port,
      secureContext: this.#secureContexts.get(tls),
      // Said aloud, so that no environment variable can switch it off.
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
      // RFC 6066, 3: an address is no server name.
      ...(isIP(host) === 0 && { servername: host }),
      ...(session !== undefined && { session }),
    })
    // Node tells of a session only once the certificate is verified. That matters: a resumed
    // session is not checked against the name again.
    socket.on('session', (ticket) => this.#keepTlsSession(peer, ticket))
    return socket
  }

  #lookup(): LookupFunction {
    return (hostname, options, callback) => {
      this.#options.resolver.resolve(hostname).then(
        (addresses) => {
          const [first] = addresses
          if (options.all === true) callback(null, [...addresses])
          else callback(null, first?.address ?? '', first?.family)
        },
        (error: Error) => callback(error, ''),
      )
    }
  }

  #keepTlsSession(peer: string, ticket: Buffer): void {
    this.#tlsSessions.delete(peer)
    for (const oldest of this.#tlsSessions.keys()) {
      if (this.#tlsSessions.size < maxTlsSessions) break
      this.#tlsSessions.delete(oldest)
    }
    this.#tlsSessions.set(peer, ticket)
  }
}
