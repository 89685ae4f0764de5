import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { tlsFixture } from './tls-fixtures.ts'

export interface TlsReceiver extends AsyncDisposable {
  readonly url: string
  /** Who came, by the common name of their certificate, once for each request. */
  readonly callers: readonly string[]
  /** The same, once for each connection. */
  readonly connections: readonly string[]
}

/**
 * A real HTTPS server on loopback with a certificate of the tests' own authority, which talks to
 * nobody without one of its own.
 */
export async function startTlsReceiver(): Promise<TlsReceiver> {
  const callers: string[] = []
  const connections: string[] = []
  const options = {
    key: tlsFixture('server-key'),
    cert: tlsFixture('server'),
    ca: tlsFixture('authority'),
    requestCert: true,
    rejectUnauthorized: true,
  }
  const server = createServer(options, (message, response) => {
    // This server is reached through TLS alone.
    callers.push(nameOf(message.socket as TLSSocket))
    message.resume().on('end', () => response.end('OK'))
  })
  server.on('secureConnection', (socket) => connections.push(nameOf(socket)))
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}/hook`,
    callers,
    connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

function nameOf(socket: TLSSocket): string {
  return String(socket.getPeerCertificate().subject.CN)
}
