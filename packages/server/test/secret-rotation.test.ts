import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { compileFunction } from 'node:vm'
import { Webhook } from 'standardwebhooks'
import { eventually } from './support/eventually.ts'
import { startFlaskPage } from './support/flask-page.ts'
import { ManualClock } from './support/manual-clock.ts'
import { startReceiver, type ReceivedRequest, type Receiver } from './support/receiver.ts'
import { stringAt } from './support/string-at.ts'
import { startTestApp, type TestApp } from './support/test-app.ts'

const dayMs = 24 * 60 * 60 * 1000
const expressCode = readFileSync(
  join(import.meta.dirname, 'fixtures', 'generic-page-express.txt'),
  'utf8',
)

/** Whether a receiver takes a request whose signature it finds in this header. */
type Accepts = (request: ReceivedRequest, header: string) => boolean | Promise<boolean>

/** The generic page's Express code, whole, as a receiver that has this secret. */
function expressPage(secret: string): Accepts {
  type Response = { status(code: number): Response; send(): Response }
  type Handler = (request: object, response: Response) => void
  const handlers: Handler[] = []
  // What the page calls by name, handed to its code as parameters.
  compileFunction(expressCode, ['app', 'require', 'process', 'processWebhook'])(
    { post: (_path: string, handler: Handler) => handlers.push(handler) },
    createRequire(import.meta.url),
    { env: { WEBHOOK_SECRET: secret } },
    () => undefined,
  )
  return ({ body, headers }, header) => {
    let status = 0
    const response: Response = {
      status(code) {
        status = code
        return response
      },
      send: () => response,
    }
    const seen = { body: JSON.parse(body.toString()), headers: asPlain(headers[header]) }
    for (const handler of handlers) handler(seen, response)
    return status === 200
  }
}

/** The page reads this header and no other. */
function asPlain(signature: unknown): Record<string, unknown> {
  return { 'x-webhook-signature': signature ?? '' }
}

interface Stage {
  readonly app: TestApp
  readonly clock: ManualClock
  readonly receiver: Receiver
  readonly path: string
  readonly oldSecret: string
  readonly rotate: (body?: object) => Promise<string>
  readonly send: () => Promise<ReceivedRequest>
}

async function onStage(run: (stage: Stage) => Promise<void>): Promise<void> {
  const clock = new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
  await using receiver = await startReceiver()
  await using app = await startTestApp({ clock })
  const created = await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
  await run({
    app,
    clock,
    receiver,
    path,
    oldSecret: stringAt(created.body, 'secret'),
    async rotate(body) {
      const rotated = await app.call('POST', `${path}/secret/rotate`, body)
      assert.equal(rotated.status, 200)
      return stringAt(rotated.body, 'secret')
    },
    async send() {
      const before = receiver.requests.length
      const published = { type: 'user.created', data: { id: 'user_123', name: 'Ada' } }
      assert.equal((await app.call('POST', '/v1/events', published)).status, 202)
      return await eventually('the event to arrive', async () => {
        await clock.advance(1)
        return receiver.requests[before]
      })
    },
  })
}

const plain = 'x-webhook-signature'
const next = 'x-webhook-signature-next'

test('no receiver that runs the page’s code fails because of a rotation, whenever it changes over', async () => {
  await onStage(async ({ clock, oldSecret, rotate, send }) => {
    await using oldFlask = await startFlaskPage(oldSecret)
    const before = await send()
    const newSecret = await rotate()
    await using newFlask = await startFlaskPage(newSecret)
    const during = await send()
    await clock.advance(dayMs)
    const after = await send()

    const olds: Accepts[] = [expressPage(oldSecret), oldFlask.accepts]
    const news: Accepts[] = [expressPage(newSecret), newFlask.accepts]
    for (const accepts of olds) {
      assert.ok(await accepts(before, plain))
      assert.ok(await accepts(during, plain), 'the one that knows of no rotation')
      await refuses(accepts, after)
    }
    for (const accepts of news) {
      await refuses(accepts, before)
      assert.ok(await accepts(during, next), 'the one that looks beside')
      assert.ok(await accepts(after, plain))
    }
    assert.equal(after.headers[next], undefined)
  })
})

/** The page's Express code throws where lengths differ; any way of not accepting will do. */
async function refuses(accepts: Accepts, request: ReceivedRequest): Promise<void> {
  assert.equal(await Promise.resolve(accepts(request, plain)).catch(() => false), false)
}

function acceptsStandard(secret: string, { body, headers }: ReceivedRequest): boolean {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
  const picked = Object.fromEntries(names.map((name) => [name, String(headers[name])]))
  // The package compares with the time of this machine, which the requests are not of.
  const signedAt = picked['webhook-timestamp'] ?? ''
  const verifier = new Webhook(secret)
  const [id = '', list = ''] = [picked['webhook-id'], picked['webhook-signature']]
  const expected = verifier.sign(id, new Date(Number(signedAt) * 1000), body.toString())
  return list.split(' ').includes(expected)
}

test('Standard Webhooks libraries accept with either secret until the overlap ends', async () => {
  await onStage(async ({ clock, oldSecret, rotate, send }) => {
    const newSecret = await rotate()
    const during = await send()
    assert.ok(acceptsStandard(oldSecret, during) && acceptsStandard(newSecret, during))
    await clock.advance(dayMs)
    const after = await send()
    assert.ok(!acceptsStandard(oldSecret, after) && acceptsStandard(newSecret, after))
  })
})

test('activated, the new secret signs the plain header, and lists keep the old one until it expires', async () => {
  await onStage(async ({ app, clock, path, oldSecret, rotate, send }) => {
    const newSecret = await rotate()
    const activated = await app.call('POST', `${path}/secret/activate`)
    assert.equal(activated.status, 200)
    assert.equal(activated.body.old_secret_expires_at, '2026-01-16T12:30:00Z')
    const request = await send()
    assert.ok(await expressPage(newSecret)(request, plain))
    await refuses(expressPage(oldSecret), request)
    assert.equal(request.headers[next], undefined)
    assert.ok(acceptsStandard(oldSecret, request) && acceptsStandard(newSecret, request))

    await app.restart()
    const restarted = await send()
    assert.ok(await expressPage(newSecret)(restarted, plain))
    await clock.advance(dayMs)
    assert.ok(!acceptsStandard(oldSecret, await send()))
  })
})

test('after an activation the next rotation starts from the secret that was activated', async () => {
  await onStage(async ({ app, path, oldSecret, rotate, send }) => {
    const second = await rotate()
    await app.call('POST', `${path}/secret/activate`)
    const third = await rotate()
    const request = await send()
    assert.ok(await expressPage(second)(request, plain))
    assert.ok(await expressPage(third)(request, next))
    for (const secret of [oldSecret, second, third]) assert.ok(acceptsStandard(secret, request))
  })
})

test('old secrets are revoked at once, by an activation or by the rotation itself', async () => {
  await onStage(async ({ app, path, oldSecret, rotate, send }) => {
    const second = await rotate()
    const revoked = await app.call('POST', `${path}/secret/activate`, { revoke_old: true })
    assert.deepEqual([revoked.status, revoked.body.old_secret_expires_at], [200, null])
    const activated = await send()
    assert.ok(await expressPage(second)(activated, plain))
    assert.ok(!acceptsStandard(oldSecret, activated))

    const third = await rotate({ overlap_s: 0 })
    const rotated = await send()
    assert.ok(await expressPage(third)(rotated, plain))
    assert.equal(rotated.headers[next], undefined)
    assert.ok(!acceptsStandard(second, rotated))
  })
})

test('an activation that changes nothing is answered alike and is on no record', async () => {
  await onStage(async ({ app, path, rotate }) => {
    await rotate()
    const first = await app.call('POST', `${path}/secret/activate`)
    const { store } = app.context
    const written = await store.listAudit(null, { before: null, limit: 100 })
    assert.equal(written[0]?.action, 'webhook.activate_secret')
    assert.deepEqual((await app.call('POST', `${path}/secret/activate`)).body, first.body)
    const again = await store.listAudit(null, { before: null, limit: 100 })
    assert.equal(again.length, written.length)
  })
})
