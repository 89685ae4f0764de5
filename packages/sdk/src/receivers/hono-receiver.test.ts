import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { event, secret, signedDelivery, type UserEvents } from '../../test/signed-delivery.ts'
import { honoReceiver } from './hono-receiver.ts'

test('a Hono route takes what is signed and refuses what is not', async () => {
  const names: string[] = []
  const app = new Hono().post(
    '/webhooks',
    honoReceiver<UserEvents>({
      secret,
      handle(received) {
        if (received.type === 'user.created') names.push(received.data.name)
      },
    }),
  )
  const delivery = await signedDelivery()
  assert.equal((await app.request('/webhooks', delivery)).status, 200)
  assert.equal((await app.request('/webhooks', { ...delivery, body: '{}' })).status, 401)
  assert.equal((await app.request('/webhooks', { method: 'POST' })).status, 401)
  assert.deepEqual(names, [event.data.name])
})

test('work that was put off is handed to the execution context where there is one', async () => {
  const handedOver: Promise<unknown>[] = []
  let calls = 0
  const receive = honoReceiver({ secret, answerFirst: true, handle: () => calls++ })
  const app = new Hono().post('/webhooks', receive)
  const context = {
    waitUntil: (work: Promise<unknown>) => void handedOver.push(work),
    passThroughOnException() {},
    props: {},
  }
  const post = { ...(await signedDelivery()) }
  assert.equal((await app.request('/webhooks', post, {}, context)).status, 200)
  assert.equal(handedOver.length, 1)
  await Promise.all(handedOver)
  assert.equal(calls, 1)
  assert.equal((await app.request('/webhooks', post)).status, 200)
  await receive.idle()
  assert.equal(calls, 2)
})

test('a body that a middleware has parsed is a TypeError for the error handler', async () => {
  const errors: Error[] = []
  const app = new Hono()
    .use(async (context, next) => {
      await context.req.json()
      await next()
    })
    .post('/webhooks', honoReceiver({ secret, handle: () => {} }))
  app.onError((error, context) => {
    errors.push(error)
    return context.text('broken', 500)
  })
  assert.equal((await app.request('/webhooks', await signedDelivery())).status, 500)
  assert.match(String(errors[0]), /TypeError.*read before/)
})
