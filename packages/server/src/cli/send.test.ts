import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { readEnvironment } from '../config/read-environment.ts'
import { runCommand } from './run-command.ts'
import { sendCommand } from './send.ts'

interface Receiver {
  readonly url: string
  readonly seen: { readonly headers: IncomingHttpHeaders; readonly body: string }[]
}

async function startReceiver(t: TestContext, status: number): Promise<Receiver> {
  const seen: Receiver['seen'] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      seen.push({ headers: request.headers, body })
      response.writeHead(status).end('Thanks')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  // A TCP server that listens has an AddressInfo.
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook`, seen }
}

async function send(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const code = await runCommand([sendCommand], ['send', ...args], {
    stdin: Readable.from([]),
    stdout,
    stderr,
    cwd: '/',
    environment: readEnvironment({}),
    signal: new AbortController().signal,
  })
  stdout.end()
  stderr.end()
  return { code, stdout: await text(stdout), stderr: await text(stderr) }
}

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

test('a request in the page’s shape is signed with the secret, and what came of it is shown', async (t) => {
  const receiver = await startReceiver(t, 200)
  const result = await send(receiver.url, '--type', 'user.created', '--secret', secret)
  assert.equal(result.code, 0, result.stderr)
  const [request] = receiver.seen
  assert.ok(request)
  const { type, data } = JSON.parse(request.body)
  assert.equal(type, 'user.created')
  assert.equal(data.name, 'John Doe')
  const expected = createHmac('sha256', secret).update(request.body).digest('hex')
  assert.equal(request.headers['x-webhook-signature'], expected)
  const standardHeaders = Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
      name,
      String(request.headers[name]),
    ]),
  )
  new Webhook(secret).verify(request.body, standardHeaders)
  assert.match(result.stdout, new RegExp(`X-Webhook-Signature +${expected}`))
  assert.match(result.stdout, /Answered 200 after \d+ ms/)
  assert.ok(!result.stdout.includes(secret))
})

test('a signature of one’s own goes out as it is, and alone', async (t) => {
  const receiver = await startReceiver(t, 401)
  const { code, stdout } = await send(
    receiver.url,
    '--type',
    'user.created',
    '--signature=test_signature',
    '--data',
    '{"id":"user_test"}',
  )
  assert.equal(code, 1)
  const headers = receiver.seen[0]?.headers ?? {}
  assert.equal(headers['x-webhook-signature'], 'test_signature')
  assert.equal(headers['webhook-signature'], undefined)
  assert.equal(headers['webhook-id'], undefined)
  assert.match(stdout, /Answered 401[^]*Thanks/)
})

test('without a secret, one is made, used and shown', async (t) => {
  const receiver = await startReceiver(t, 200)
  const { stdout } = await send(receiver.url, '--type', 'user.created')
  const made = /whsec_\S+/.exec(stdout)?.[0] ?? ''
  const [request] = receiver.seen
  const expected = createHmac('sha256', made)
    .update(request?.body ?? '')
    .digest('hex')
  assert.equal(request?.headers['x-webhook-signature'], expected)
})

test('an address that is not allowed is refused, and one where nobody listens is told', async () => {
  const metadata = await send('http://169.254.169.254/', '--type', 'a')
  assert.equal(metadata.code, 1)
  assert.match(metadata.stderr, /must be reachable on the public internet/)
  assert.equal(metadata.stdout, '')
  const nobody = await send('http://127.0.0.1:59/', '--type', 'a')
  assert.equal(nobody.code, 1)
  assert.match(nobody.stdout, /No answer after \d+ ms/)
})
