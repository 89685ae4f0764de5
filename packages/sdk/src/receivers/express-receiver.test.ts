import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test, type TestContext } from 'node:test'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { listen } from '../../test/listen.ts'
import { event, secret, signedDelivery, type UserEvents } from '../../test/signed-delivery.ts'
import { expressReceiver } from './express-receiver.ts'
import type { ReceiverOptions } from './receiver-options.ts'

interface Receiving {
  readonly url: string
  readonly received: string[]
  readonly errors: unknown[]
}

async function serve(
  context: TestContext,
  before: readonly RequestHandler[] = [],
  options: Partial<ReceiverOptions<UserEvents>> = {},
): Promise<Receiving> {
  const received: string[] = []
  const errors: unknown[] = []
  const app = express()
  for (const middleware of before) app.use(middleware)
  app.post(
    '/webhooks',
    expressReceiver<UserEvents>({
      secret,
      handle(one) {
        if (one.type === 'user.created') received.push(one.data.name)
      },
      ...options,
    }),
  )
  const onError: ErrorRequestHandler = (error, _request, response, _next) => {
    errors.push(error)
    response.status(500).end()
  }
  app.use(onError)
  return { url: await listen(context, app), received, errors }
}

const rawParser = express.raw({ type: () => true, limit: '2mb' })

test('a signed event is taken without any body parser, and behind express.raw', async (context) => {
  for (const before of [[], [rawParser]]) {
    const { url, received } = await serve(context, before)
    const response = await fetch(url, await signedDelivery())
    assert.equal(response.status, 200)
    assert.equal(await response.text(), 'Received')
    assert.deepEqual(received, [event.data.name])
  }
})

test('what is not signed is answered 401, with and without a body', async (context) => {
  for (const before of [[], [rawParser]]) {
    const { url, received, errors } = await serve(context, before)
    const delivery = await signedDelivery()
    const statuses = [
      await fetch(url, { method: 'POST' }),
      await fetch(url, { ...delivery, body: '{}' }),
      await fetch(url, { ...delivery, headers: { 'webhook-signature': 'v1,short' } }),
    ].map((response) => response.status)
    assert.deepEqual(statuses, [401, 401, 401])
    assert.deepEqual([received, errors], [[], []])
  }
})

test('a body that express.json has parsed is a TypeError that names the remedy', async (context) => {
  const { url, received, errors } = await serve(context, [express.json()])
  assert.equal((await fetch(url, await signedDelivery())).status, 500)
  assert.equal(received.length, 0)
  assert.match(String(errors[0]), /TypeError.*before express\.json\(\)/)
})

test('a JSON parser that does not touch the request is no hindrance', async (context) => {
  const { url, received } = await serve(context, [express.json({ type: 'application/other' })])
  assert.equal((await fetch(url, await signedDelivery())).status, 200)
  assert.equal(received.length, 1)
})

test('a body over the limit is answered 413, announced or not', async (context) => {
  const { url, received } = await serve(context, [], { maxBodyBytes: 1000 })
  const body = 'x'.repeat(1001)
  assert.equal((await fetch(url, { method: 'POST', body })).status, 413)
  const long = new Blob([body.repeat(1000)])
  const streamed = { method: 'POST', body: long.stream(), duplex: 'half' } as const
  assert.equal((await fetch(url, streamed)).status, 413)
  assert.equal(received.length, 0)
})

test('a sender that goes away in the middle harms nobody', async (context) => {
  const { url, received, errors } = await serve(context)
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write('POST /webhooks HTTP/1.1\r\nHost: receiver\r\nContent-Length: 1000\r\n\r\n{"id"')
  socket.end()
  socket.resume()
  await once(socket, 'close')
  assert.equal((await fetch(url, await signedDelivery())).status, 200)
  assert.deepEqual([received.length, errors.length], [1, 0])
})

test('with answerFirst the sender has its answer before the work ends', async (context) => {
  const release = Promise.withResolvers<void>()
  const done: string[] = []
  const receive = expressReceiver({
    secret,
    answerFirst: true,
    async handle(one) {
      await release.promise
      done.push(one.id)
    },
  })
  const url = await listen(context, express().post('/webhooks', receive))
  assert.equal((await fetch(url, await signedDelivery())).status, 200)
  assert.deepEqual(done, [])
  release.resolve()
  await receive.idle()
  assert.deepEqual(done, [event.id])
})
