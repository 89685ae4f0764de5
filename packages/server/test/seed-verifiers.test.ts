import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { textOf } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { startExpressPage } from './support/express-page.ts'
import { python } from './support/python.ts'
import { startReceiver } from './support/receiver.ts'
import { startTestApp, type TestApp } from './support/test-app.ts'

/**
 * The generic page's own verification code, as it stands there, in real Express and real Flask. The
 * names that the page leaves to its reader (`app`, `processWebhook`, `handle_event`,
 * `WEBHOOK_SECRET`) are supplied around it.
 */
const flaskCodeFile = join(import.meta.dirname, 'fixtures', 'generic-page-flask.txt')
const flaskRunner = join(import.meta.dirname, 'support', 'flask-receiver.py')

const secret = 'whsec_abc123...'

const hostileData = [
  { id: 'user_123', name: 'John Doe', email: 'john@example.com', status: 'active' },
  { 'ключ é ü 😀': 'ends with \u2028 and \u0000', slash: '</script>', nested: [[], {}, [null]] },
  '{"b":1.0,"2":-0,"10":1E5,"1":0.1e-6,"__proto__":{"constructor":[]}}',
  '{ "spaced" : [ 1 , 2 ] , "escaped" : "\\u0041\\/\\ud83d\\ude00" }',
]

interface PageReceiver extends AsyncDisposable {
  readonly url: string
  /** Ids of the events that it verified and handled. */
  readonly handled: readonly string[]
}

async function startFlask(): Promise<PageReceiver> {
  const handled: string[] = []
  const child = spawn(python, [flaskRunner, flaskCodeFile, secret], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const complaints: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  let port = 0
  createInterface(child.stdout).on('line', (line) => {
    const said = JSON.parse(line)
    if (said.port !== undefined) port = said.port
    else handled.push(said.handled)
  })
  await eventually('Flask to listen', () => {
    if (child.exitCode === null) return port > 0
    throw new Error(
      `Flask did not start. Is it installed? (apt-get install python3-flask)\n${Buffer.concat(complaints).toString()}`,
    )
  })
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    handled,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.kill()
      await exited
    },
  }
}

async function publishAll(app: TestApp): Promise<string[]> {
  const ids: string[] = []
  for (const data of hostileData) {
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    const { status, body } = await app.call(
      'POST',
      '/v1/events',
      `{"type":"user.created","data":${text}}`,
    )
    assert.equal(status, 202, JSON.stringify(body))
    ids.push(textOf(body.id))
  }
  return ids.toSorted()
}

for (const [name, start] of [
  ['Express', () => startExpressPage(secret)],
  ['Flask', startFlask],
] as const) {
  test(`the generic page's ${name} code accepts every delivery, and nothing with a byte changed`, async () => {
    await using receiver = await start()
    await using app = await startTestApp()
    await using recorder = await startReceiver()
    for (const url of [receiver.url, recorder.url]) {
      const created = await app.call('POST', '/v1/webhooks', {
        url,
        events: ['user.created'],
        secret,
      })
      assert.equal(created.body.secret, secret)
    }
    const ids = await publishAll(app)
    await eventually('every event to be handled', () => receiver.handled.length === ids.length)
    assert.deepEqual(receiver.handled.toSorted(), ids)

    await eventually('the recorder to have them too', () => recorder.requests.length === ids.length)
    const [request] = recorder.requests
    assert.ok(request)
    const signature = String(request.headers['x-webhook-signature'])
    const changed = request.body.toString('utf8').replace('"user.created"', '"user.creates"')
    for (const [body, header] of [
      [changed, signature],
      [request.body.toString('utf8'), 'test_signature'],
      [
        request.body.toString('utf8'),
        `${signature.slice(0, -1)}${signature.endsWith('0') ? 1 : 0}`,
      ],
    ] as const) {
      const answer = await fetch(receiver.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-webhook-signature': header },
        body,
      })
      assert.ok(answer.status >= 400, `${answer.status}`)
    }
    assert.equal(receiver.handled.length, ids.length)
  })
}

test('the standardwebhooks package accepts every delivery signed with a generated secret', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', {
    url: receiver.url,
    events: ['user.created'],
  })
  const ids = await publishAll(app)
  await eventually('every event', () => receiver.requests.length === ids.length)
  const verifier = new Webhook(textOf(created.body.secret))
  for (const { body, headers } of receiver.requests) {
    const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
    const picked = Object.fromEntries(names.map((name) => [name, String(headers[name])]))
    verifier.verify(body, picked)
    assert.throws(() => verifier.verify(Buffer.concat([body, Buffer.from(' ')]), picked))
  }
})
