import { Client } from 'pg'
import { Sockets } from './sockets.ts'

export interface CatalogListener {
  close(): Promise<void>
}

const channel = 'posthorn_catalog'
const connectTimeoutMs = 10_000
const afterTheEndMs = 1000

/**
 * Hears at once that the catalogue has changed, on a connection of its own. While that is gone nothing
 * is heard, and it is made anew; whoever listens looks at the catalogue's version by itself, too.
 */
export function listenToCatalog(url: string, onChange: () => void): CatalogListener {
  const sockets = new Sockets()
  let client: Client | null = null
  let timer: NodeJS.Timeout | null = null
  let isClosed = false

  function connect(): void {
    timer = null
    const own = new Client({
      connectionString: url,
      stream: sockets.create,
      application_name: 'posthorn',
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    })
    client = own
    // The end follows; nobody has to be told twice.
    own.on('error', () => undefined)
    own.on('notification', onChange)
    own.once('end', () => connectAfter(own))
    own
      .connect()
      .then(() => own.query(`LISTEN ${channel}`))
      // What was told before it listened is read now.
      .then(onChange)
      .catch(() => {
        void own.end().catch(() => undefined)
        connectAfter(own)
      })
  }

  /** Once, though it may fail first and end much later. */
  function connectAfter(ended: Client): void {
    if (isClosed || client !== ended) return
    client = null
    timer = setTimeout(connect, afterTheEndMs)
  }

  connect()
  return {
    async close() {
      isClosed = true
      if (timer !== null) clearTimeout(timer)
      if (client !== null) await sockets.closeAfter(client.end().catch(() => undefined))
    },
  }
}
