import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  event,
  secret,
  type SignedDelivery,
  signedDelivery,
  type UserEvents,
} from '../../test/signed-delivery.ts'
import { schemes } from '../signature/signature-scheme.ts'
import { sign } from '../signature/sign.ts'
import { fetchReceiver } from './fetch-receiver.ts'
import type { Delivery } from './receiver-options.ts'

const url = 'https://receiver.test/webhooks'
const unexpected = (error: unknown) => assert.fail(String(error))

function request(delivery: RequestInit): Request {
  return new Request(url, delivery)
}

function withHeaders(delivery: SignedDelivery, headers: Record<string, string>): Request {
  return request({ ...delivery, headers: { ...delivery.headers, ...headers } })
}

test('a signed event reaches the handler with its type, its bytes and its headers', async () => {
  const names: string[] = []
  const deliveries: Delivery[] = []
  const receive = fetchReceiver<UserEvents>({
    secret,
    onError: unexpected,
    handle(received, delivery) {
      if (received.type === 'user.created') names.push(received.data.name)
      deliveries.push(delivery)
    },
  })
  const delivery = await signedDelivery()
  const response = await receive(request(delivery))
  assert.equal(response.status, 200)
  assert.deepEqual(names, ['Zoë'])
  const [seen] = deliveries
  assert.equal(seen?.id, event.id)
  assert.equal(String(seen?.timestampS), delivery.headers['webhook-timestamp'])
  assert.equal(new TextDecoder().decode(seen?.rawBody), delivery.body)
  assert.equal(seen?.header('Content-Type'), 'application/json')
  assert.equal(seen?.header('x-absent'), undefined)
})

test('a missing, short or malformed signature is answered 401 with the reason', async () => {
  const receive = fetchReceiver({ secret, handle: unexpected, onError: unexpected })
  const delivery = await signedDelivery()
  const { 'webhook-signature': _signature, ...unsigned } = delivery.headers
  const requests = [
    request({ method: 'POST' }),
    request({ ...delivery, headers: unsigned }),
    withHeaders(delivery, { 'webhook-signature': 'v1,c2hvcnQ=' }),
    withHeaders(delivery, { 'webhook-signature': 'test_signature' }),
    withHeaders(delivery, { 'webhook-timestamp': '1' }),
    withHeaders(delivery, { 'webhook-id': 'evt_other' }),
    request({ ...delivery, body: `${delivery.body} ` }),
  ]
  for (const one of requests) {
    const response = await receive(one)
    assert.equal(response.status, 401)
    assert.match(await response.text(), /webhook-|Signed/)
  }
})

test('no header or body makes the receiver throw or call the handler', async () => {
  const receive = fetchReceiver({ secret, handle: unexpected, onError: unexpected })
  const value = fc
    .string({ unit: 'binary-ascii', maxLength: 60 })
    .map((text) => text.replace(/[\0\r\n]/g, ''))
  const headers = fc.record(
    { 'webhook-id': value, 'webhook-timestamp': value, 'webhook-signature': value },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(headers, fc.uint8Array(), async (sent, body) => {
      const response = await receive(request({ method: 'POST', headers: sent, body }))
      assert.equal(response.status, 401)
    }),
  )
})

test('a repeated event is answered 200 and not handled again', async () => {
  const handled = new Set<string>()
  let calls = 0
  const receive = fetchReceiver({
    secret,
    onError: unexpected,
    alreadySeen: (id) => Promise.resolve(handled.has(id)),
    handle(_event, delivery) {
      calls++
      handled.add(delivery.id)
    },
  })
  assert.equal((await receive(request(await signedDelivery()))).status, 200)
  assert.equal((await receive(request(await signedDelivery()))).status, 200)
  assert.equal(calls, 1)
})

test('a failing handler is answered 500, so that the sender tries again', async () => {
  const errors: unknown[] = []
  const failure = new Error('database is away')
  const receive = fetchReceiver({
    secret,
    onError: (error) => errors.push(error),
    handle: () => Promise.reject(failure),
  })
  const response = await receive(request(await signedDelivery()))
  assert.equal(response.status, 500)
  assert.doesNotMatch(await response.text(), /database/)
  assert.deepEqual(errors, [failure])
})

test('a failing alreadySeen is answered 500 and the handler waits for the next attempt', async () => {
  const errors: unknown[] = []
  const receive = fetchReceiver({
    secret,
    handle: unexpected,
    alreadySeen() {
      throw new Error('cache is away')
    },
    onError: (error) => errors.push(error),
  })
  assert.equal((await receive(request(await signedDelivery()))).status, 500)
  assert.equal(errors.length, 1)
})

test('a signed body that is no event is answered 400 and reported', async () => {
  for (const body of ['not json', '[]', '{"type":"user.created"}']) {
    const errors: unknown[] = []
    const receive = fetchReceiver({ secret, handle: unexpected, onError: (e) => errors.push(e) })
    assert.equal((await receive(request(await signedDelivery(body)))).status, 400)
    assert.equal(errors.length, 1)
  }
})

test('with answerFirst the answer does not wait for the handler, and idle does', async () => {
  const release = Promise.withResolvers<void>()
  const done: string[] = []
  const receive = fetchReceiver({
    secret,
    answerFirst: true,
    onError: unexpected,
    async handle(received) {
      await release.promise
      done.push(received.id)
    },
  })
  assert.equal((await receive(request(await signedDelivery()))).status, 200)
  assert.deepEqual(done, [])
  release.resolve()
  await receive.idle()
  assert.deepEqual(done, [event.id])
})

test('with answerFirst a failure is reported, and a failing onError harms nobody', async (context) => {
  const written = context.mock.method(console, 'error', () => {})
  const receive = fetchReceiver({
    secret,
    answerFirst: true,
    handle: () => Promise.reject(new Error('handler')),
    onError: () => Promise.reject(new Error('reporter')),
  })
  assert.equal((await receive(request(await signedDelivery()))).status, 200)
  await receive.idle()
  assert.deepEqual(written.mock.calls[0]?.arguments.map(String), [
    'Error: handler',
    'Error: reporter',
  ])
})

test('work that was put off is handed to the platform: its context first, then the option', async () => {
  const handedOver: string[] = []
  const receive = fetchReceiver({
    secret,
    answerFirst: true,
    onError: unexpected,
    handle: () => {},
    waitUntil: () => handedOver.push('option'),
  })
  const context = { waitUntil: () => handedOver.push('context') }
  await receive(request(await signedDelivery()), context)
  for (const other of [undefined, null, 'info', { remoteAddr: {} }]) {
    await receive(request(await signedDelivery()), other)
  }
  await receive.idle()
  assert.deepEqual(handedOver, ['context', 'option', 'option', 'option', 'option'])
})

test('another method is answered 405', async () => {
  const receive = fetchReceiver({ secret, handle: unexpected })
  const response = await receive(new Request(url))
  assert.equal(response.status, 405)
  assert.equal(response.headers.get('allow'), 'POST')
})

test('a body over the limit is answered 413, announced or not', async () => {
  const receive = fetchReceiver({ secret, handle: unexpected, maxBodyBytes: 1000 })
  const announced = request({ method: 'POST', headers: { 'content-length': '1001' }, body: 'x' })
  assert.equal((await receive(announced)).status, 413)
  let pulled = 0
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled++
      controller.enqueue(new Uint8Array(400))
    },
  })
  const streamed = { method: 'POST', body: endless, duplex: 'half' } as const
  assert.equal((await receive(new Request(url, streamed))).status, 413)
  assert.ok(pulled < 10)
})

test('a body that breaks off is answered 400', async () => {
  const receive = fetchReceiver({ secret, handle: unexpected, onError: unexpected })
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })
  const streamed = { method: 'POST', body: broken, duplex: 'half' } as const
  assert.equal((await receive(new Request(url, streamed))).status, 400)
})

test('a body that was read before is a TypeError that says so', async () => {
  const receive = fetchReceiver({ secret, handle: unexpected })
  const used = request(await signedDelivery())
  await used.json()
  await assert.rejects(receive(used), { name: 'TypeError', message: /read before/ })
})

test('a sender with another scheme and envelope is described by two options', async () => {
  const body =
    '{"event":"lookup.completed","data":{"lookup_id":"lu_1"},"created_at":"2026-05-02T12:00:00Z"}'
  const scheme = schemes.encrata
  const received: unknown[] = []
  const receive = fetchReceiver({
    secret: 'whsec_hex',
    scheme,
    onError: unexpected,
    handle: (one, delivery) => received.push([one.type, delivery.id, delivery.timestampS]),
    toEvent(payload) {
      // The test's own body, above.
      const sent = payload as { event: string; created_at: string; data: { lookup_id: string } }
      const { event: type, created_at, data } = sent
      return { id: data.lookup_id, type, created_at, data }
    },
  })
  const headers = await sign(body, { secret: 'whsec_hex', scheme })
  assert.equal((await receive(request({ method: 'POST', headers, body }))).status, 200)
  assert.deepEqual(received, [['lookup.completed', 'lu_1', undefined]])
})

test('options that can never work are TypeErrors at once', () => {
  assert.throws(() => fetchReceiver({ secret: '', handle: unexpected }), { name: 'TypeError' })
  const handle = unexpected
  assert.throws(() => fetchReceiver({ secret, handle, maxBodyBytes: 0 }), { name: 'TypeError' })
  // What a JavaScript caller can do, and the types forbid.
  const noHandler = { secret } as unknown as { secret: string; handle: () => void }
  assert.throws(() => fetchReceiver(noHandler), { name: 'TypeError' })
})
