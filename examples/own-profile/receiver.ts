// What Acme's customers write: a receiver that verifies Acme-Signature with nothing but Node.
//
//   ACME_SECRET=acme_… node receiver.ts
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const { ACME_SECRET = '', HOST = '127.0.0.1', PORT = '3000' } = process.env

/** How old a request may be; an older one may have been recorded by somebody. */
const toleranceS = 300

function isGenuine(body: Buffer, header: string): boolean {
  const [, timestamp = '', list = ''] = /^t=(\d{1,12}),(.*)$/.exec(header) ?? []
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > toleranceS) return false
  const hmac = createHmac('sha256', ACME_SECRET).update(`${timestamp}.`).update(body)
  const wanted = Buffer.from(`v1=${hmac.digest('hex')}`)
  // While a secret is changed there are two signatures, and one of them is this secret's.
  return list.split(',').some((given) => {
    const bytes = Buffer.from(given)
    return bytes.length === wanted.length && timingSafeEqual(bytes, wanted)
  })
}

const server = createServer((request, response) => {
  receive(request, response).catch((error: unknown) => {
    console.error(error)
    response.writeHead(500).end()
  })
})

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request)
  if (!isGenuine(body, String(request.headers['acme-signature'] ?? ''))) {
    console.log('Refused with 401')
    response.writeHead(401).end()
    return
  }
  const { id, type } = JSON.parse(body.toString('utf8'))
  console.log(`Received: ${type} ${id}`)
  response.writeHead(200).end()
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

server.listen(Number(PORT), HOST, () => {
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo
  console.log(`Listening on http://${HOST}:${port}/webhooks`)
})
