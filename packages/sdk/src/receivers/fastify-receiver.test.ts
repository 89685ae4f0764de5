import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { fastify, type FastifyInstance } from 'fastify'
import { event, secret, signedDelivery, type UserEvents } from '../../test/signed-delivery.ts'
import { fastifyReceiver } from './fastify-receiver.ts'

interface Receiving {
  readonly app: FastifyInstance
  readonly url: string
  readonly received: string[]
}

async function serve(context: TestContext): Promise<Receiving> {
  const received: string[] = []
  const app = fastify()
  context.after(() => app.close())
  app.register(
    fastifyReceiver<UserEvents>({
      path: '/webhooks',
      secret,
      maxBodyBytes: 1000,
      handle(one) {
        if (one.type === 'user.created') received.push(one.data.name)
      },
    }),
  )
  app.post('/echo', async (request) => request.body)
  return { app, url: await app.listen({ port: 0, host: '127.0.0.1' }), received }
}

test('a signed event is taken, whatever its content type', async (context) => {
  const { url, received } = await serve(context)
  for (const contentType of ['application/json', 'application/cloudevents+json', 'text/plain']) {
    const delivery = await signedDelivery()
    const headers = { ...delivery.headers, 'content-type': contentType }
    const response = await fetch(`${url}/webhooks`, { ...delivery, headers })
    assert.equal(response.status, 200)
    assert.equal(await response.text(), 'Received')
  }
  assert.deepEqual(received, Array(3).fill(event.data.name))
})

test('what is not signed is answered 401, with and without a body', async (context) => {
  const { url, received } = await serve(context)
  const delivery = await signedDelivery()
  const posts: RequestInit[] = [
    { method: 'POST' },
    { ...delivery, body: '{}' },
    { ...delivery, body: 'no json' },
    { ...delivery, headers: { 'webhook-signature': 'v1,short' } },
  ]
  for (const post of posts) assert.equal((await fetch(`${url}/webhooks`, post)).status, 401)
  assert.equal(received.length, 0)
})

test('the other routes keep their JSON parser', async (context) => {
  const { url } = await serve(context)
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/echo`, { method: 'POST', headers, body: '{"a": 1}' })
  assert.deepEqual(await response.json(), { a: 1 })
})

test('a body over the limit is answered 413', async (context) => {
  const { app } = await serve(context)
  const body = 'x'.repeat(1001)
  const { statusCode } = await app.inject({ method: 'POST', url: '/webhooks', body })
  assert.equal(statusCode, 413)
})

test('closing the server awaits the work that was put off', async () => {
  const done: string[] = []
  const release = Promise.withResolvers<void>()
  const app = fastify()
  app.register(
    fastifyReceiver({
      path: '/webhooks',
      secret,
      answerFirst: true,
      async handle(one) {
        await release.promise
        done.push(one.id)
      },
    }),
  )
  const { headers, body } = await signedDelivery()
  const { statusCode } = await app.inject({ method: 'POST', url: '/webhooks', headers, body })
  assert.equal(statusCode, 200)
  const closing = app.close()
  assert.deepEqual(done, [])
  release.resolve()
  await closing
  assert.deepEqual(done, [event.id])
})
