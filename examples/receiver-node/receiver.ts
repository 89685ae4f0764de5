// A receiver that verifies, writes down, answers, and only then works.
//
//   WEBHOOK_SECRET=whsec_… node receiver.ts
import type { WebhookEvent } from '@posthorn/sdk'
import { expressReceiver } from '@posthorn/sdk/express'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openInbox } from './inbox.ts'

const { WEBHOOK_SECRET = '', HOST = '127.0.0.1', PORT = '3000' } = process.env
const { INBOX_PATH = join(import.meta.dirname, 'inbox.db'), WORK_MS = '0' } = process.env

async function work({ id, type }: WebhookEvent): Promise<void> {
  // Whatever your product does with an event, and takes its time for.
  await pause(Number(WORK_MS))
  console.log(`Done: ${type} ${id}`)
}

const inbox = openInbox({ path: INBOX_PATH, work })

const receive = expressReceiver({
  secret: WEBHOOK_SECRET,
  // When this returns the sender is answered 200; when it throws, 500, and the sender tries again.
  handle(event) {
    console.log(`${inbox.add(event) ? 'Received' : 'Seen before'}: ${event.type} ${event.id}`)
  },
})

const server = createServer((request, response) => {
  if (request.method !== 'POST' || request.url !== '/webhooks') {
    response.writeHead(404).end()
    return
  }
  response.on('finish', () => {
    if (response.statusCode !== 200) console.log(`Refused with ${response.statusCode}`)
  })
  receive(request, response, (error) => {
    console.error(error)
    response.writeHead(500).end()
  })
})

server.listen(Number(PORT), HOST, () => {
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo
  console.log(`Listening on http://${HOST}:${port}/webhooks`)
  inbox.start()
})
