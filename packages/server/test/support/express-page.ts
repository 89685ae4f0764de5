import express from 'express'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'

const expressCode = readFileSync(
  join(import.meta.dirname, '../fixtures/generic-page-express.txt'),
  'utf8',
)

export interface ExpressPage extends AsyncDisposable {
  readonly url: string
  /** Ids of the events that it verified and handled. */
  readonly handled: readonly string[]
  readonly accepts: (body: Uint8Array, signature: string) => Promise<boolean>
}

/** The generic page's Express code, as it stands there, in a real Express. */
export async function startExpressPage(secret: string): Promise<ExpressPage> {
  const handled: string[] = []
  const app = express()
  app.use(express.json())
  // What the page calls by name, handed to its code as parameters.
  const run = compileFunction(expressCode, ['app', 'require', 'process', 'processWebhook'])
  run(
    app,
    createRequire(import.meta.url),
    { env: { WEBHOOK_SECRET: secret } },
    (event: { id: string }) => handled.push(event.id),
  )
  app.use(quietErrors)
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/webhook`
  return {
    url,
    handled,
    async accepts(body, signature) {
      const headers = { 'content-type': 'application/json', 'x-webhook-signature': signature }
      const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })
      await answer.arrayBuffer()
      return answer.ok
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** timingSafeEqual throws on a signature of another length; Express would print the stack. */
const quietErrors: express.ErrorRequestHandler = (_error, _request, response, _next) => {
  response.status(500).end()
}
