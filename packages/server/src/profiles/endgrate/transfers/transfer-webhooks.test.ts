import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { textOf, type ApiCall } from '../../../../test/support/api-client.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'
import {
  allWebhooks,
  initiate,
  newCustomer,
  publish,
  received,
  signatureOf,
} from '../testing/session.ts'
import { answered } from '../../../stores/contract/samples.ts'
import { pageOf, startTransferBench, type TransferBench } from './testing/transfer-bench.ts'

const type = 'crm-contact'
const minuteMs = 60_000
const hourMs = 60 * minuteMs

async function webhooksOf(app: TestApp): Promise<object[]> {
  const { body } = await app.call('GET', '/v1/webhooks?limit=100')
  return Object.values(body.data ?? {}).filter((each) => each !== undefined)
}

async function pull(call: ApiCall, sessionId: string, webhooks: object): Promise<string> {
  const { status, body } = await call('POST', '/api/pull/transfer', {
    session_id: sessionId,
    endgrate_type: type,
    ...webhooks,
  })
  assert.equal(status, 200, JSON.stringify(body))
  return textOf(body.transfer_id)
}

function bothWebhooks(url = 'https://receiver.example/own'): object {
  return { data_webhook: { endpoint: url }, completed_webhook: { endpoint: url } }
}

test('a session’s own webhooks get what those of a transfer get as well, first', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, allWebhooks(receiver, { of: 'session' }))
  const own = { endpoint: receiver.url, metadata: { of: 'transfer' } }
  const transferId = await pull(call, sessionId, { completed_webhook: own })
  await publish(app, sessionId, 'endgrate.completed', { transfer_id: transferId })
  const requests = await received(receiver, 2)
  assert.deepEqual(
    requests.map(({ body }) => JSON.parse(String(body)).metadata.of),
    ['session', 'transfer'],
  )
})

test('they queue up with those of the session, unless webhook_concurrency is true', async () => {
  for (const [isConcurrent, calls] of [
    [false, ['/hook/data']],
    [true, ['/hook/data', '/hook/own']],
  ] as const) {
    await using app = await startTestApp()
    await using receiver = await startReceiver()
    receiver.answer = ({ path }) => (path.endsWith('/data') ? 'stall' : { status: 200 })
    const { call } = await newCustomer(app)
    const fields = { ...allWebhooks(receiver), webhook_concurrency: isConcurrent }
    const sessionId = await initiate(call, fields)
    const own = { endpoint: `${receiver.url}/own` }
    const transferId = await pull(call, sessionId, { data_webhook: own })
    await publish(app, sessionId, 'endgrate.data', { transfer_id: transferId })
    const requests = await received(receiver, calls.length)
    assert.deepEqual(requests.map(({ path }) => path).toSorted(), calls)
    const lanes = app.context.engine.catalog
      .workspaces()
      .flatMap(({ id }) => app.context.engine.catalog.webhooksOf(id).map(({ laneId }) => laneId))
    assert.equal(new Set(lanes).size, isConcurrent ? 5 : 1)
  }
})

test('they are signed with the key that they were given with', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const [first, second] = [await newCustomer(app), await newCustomer(app)]
  const sessionId = await initiate(first.call)
  const transferId = await pull(second.call, sessionId, bothWebhooks(receiver.url))
  await publish(app, sessionId, 'endgrate.completed', { transfer_id: transferId })
  const [request] = await received(receiver, 1)
  assert.ok(request !== undefined)
  assert.equal(
    signatureOf(request),
    createHmac('sha1', second.key).update(request.body).digest('base64'),
  )
})

test('through /v1 they are listed with their transfer as channel, and others can ask for it too', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call)
  const transferId = await pull(call, sessionId, {
    data_webhook: { endpoint: 'https://example.com/' },
  })
  const [webhook] = await webhooksOf(app)
  assert.partialDeepStrictEqual(webhook, { profile: 'endgrate', channels: [transferId] })
  const standard = { url: receiver.url, events: ['endgrate.completed'], channels: [transferId] }
  assert.equal((await app.call('POST', '/v1/webhooks', standard)).status, 201)
  await publish(app, sessionId, 'endgrate.completed', { transfer_id: transferId })
  await received(receiver, 1)
  const { body } = await app.call('GET', `/v1/events?channel=${transferId}`)
  const [event] = Object.values(body.data ?? {})
  assert.deepEqual(event?.channels, [sessionId, transferId])
})

test('what cannot be given for one transfer is refused, and nothing is begun or left behind', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call)
  const wanted = { session_id: sessionId, endgrate_type: type }
  const endpoint = 'https://example.com'
  const { status, body } = await call('POST', '/api/pull/transfer', {
    ...wanted,
    completed_webhook: { metadata: {} },
    configuration_webhook: { endpoint },
    data_webhook: { endpoint, continuous: true },
    error_webhook: { endpoint, metadata: { text: 'x'.repeat(16 * 1024) } },
  })
  assert.equal(status, 422)
  const ofSession = ['Is given when the session is initiated, and not for one transfer.']
  assert.deepEqual(body.errors, {
    json: {
      completed_webhook: { endpoint: ['Is missing.'] },
      configuration_webhook: ofSession,
      data_webhook: { continuous: ofSession },
      error_webhook: { metadata: ['Has to have at most 16384 bytes.'] },
    },
  })
  const refused = await call('POST', '/api/pull/transfer', {
    ...wanted,
    ...bothWebhooks('http://10.0.0.1/'),
  })
  assert.equal(refused.status, 422)
  assert.deepEqual(Object.keys(refused.body.errors?.json ?? {}), [
    'completed_webhook',
    'data_webhook',
  ])
  const statistics = await call('GET', `/api/statistics?session_id=${sessionId}`)
  assert.deepEqual(statistics.body.statistics, {})
  assert.deepEqual(await webhooksOf(app), [])
})

test('a transfer that cannot be begun leaves none of its webhooks behind', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call)
  const { store } = app.context
  const insertWebhook = store.insertWebhook.bind(store)
  const changeRecords = store.changeRecords.bind(store)
  // The real store, which fails once: first with the second webhook, then with the transfer.
  let webhooks = 0
  store.insertWebhook = (...args) => {
    webhooks += 1
    if (webhooks === 2) return Promise.reject(new Error('The disk is full'))
    return insertWebhook(...args)
  }
  store.changeRecords = (changes, events) => {
    const isTransfer = changes.some(
      (each) => each.kind === 'insert' && each.record.kind === 'transfer',
    )
    if (isTransfer) return Promise.reject(new Error('The disk is full'))
    return changeRecords(changes, events)
  }
  const wanted = { session_id: sessionId, endgrate_type: type, ...bothWebhooks() }
  for (const made of [2, 4]) {
    const { status } = await call('POST', '/api/pull/transfer', wanted)
    assert.equal(status, 500)
    assert.equal(webhooks, made)
    assert.deepEqual(await webhooksOf(app), [])
  }
})

test('they go with their session', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call)
  await pull(call, sessionId, bothWebhooks('https://example.com/'))
  await pull(call, sessionId, bothWebhooks('https://example.com/'))
  assert.equal((await webhooksOf(app)).length, 4)
  await call('POST', '/api/session/delete', { session_id: sessionId })
  assert.deepEqual(await webhooksOf(app), [])
})

test('an hour after the end of a transfer its webhooks are gone, and those of the session stay', async (t) => {
  const bench = await startTransferBench(t)
  bench.answer = () => pageOf(['1'])
  const sessionId = await bench.session({ save_session: true })
  await pull(bench.call, sessionId, bothWebhooks())
  await bench.until('all callbacks', () => bench.callbacks.length === 4)
  assert.deepEqual(
    bench.callbacks.map((callback) => callback.type),
    ['data', 'own', 'completed', 'own'],
  )
  assert.deepEqual(bench.callbacks[1]?.body['transfer_errors'], false)
  await bench.pass(hourMs - minuteMs, 15_000)
  assert.equal((await webhooksOf(bench.app)).length, 6)
  await bench.until(
    'the webhooks of the transfer to be gone',
    async () => (await webhooksOf(bench.app)).length === 4,
    15_000,
  )
})

test('they stay for as long as something waits to be sent to them', async (t) => {
  const bench = await startTransferBench(t)
  const sessionId = await bench.session({ save_session: true })
  bench.answer = () => pageOf(['1'])
  const { sender } = bench
  const { answer } = sender
  // Each callback takes all of its retries, and dozens are waiting in line.
  sender.answer = (request) => (request.url.endsWith('/error') ? answered(500) : answer(request))
  const transferId = await pull(bench.call, sessionId, bothWebhooks())
  await publishFaults(bench, sessionId, 30)
  const late = { transfer_id: transferId, transfer_data: [{ id: 'late' }] }
  await publish(bench.app, sessionId, 'endgrate.data', late)
  await bench.pass(2 * hourMs, 15_000)
  assert.equal((await webhooksOf(bench.app)).length, 6)
  await bench.until(
    'the last callback',
    () => bench.callbacks.filter(({ text }) => text.includes('late')).length === 2,
    15_000,
  )
  await bench.until(
    'the webhooks of the transfer to be gone',
    async () => (await webhooksOf(bench.app)).length === 4,
    15_000,
  )
})

async function publishFaults(bench: TransferBench, sessionId: string, count: number) {
  for (let index = 0; index < count; index += 1) {
    await publish(bench.app, sessionId, 'endgrate.error', { index })
  }
}

test('those of a transfer that the product never ends are gone after 72 hours', async (t) => {
  const bench = await startTransferBench(t, { hasSource: false })
  const sessionId = await bench.session({ save_session: true })
  await pull(bench.call, sessionId, bothWebhooks())
  await bench.pass(71 * hourMs, 10 * minuteMs)
  assert.equal((await webhooksOf(bench.app)).length, 6)
  await bench.until(
    'the webhooks of the transfer to be gone',
    async () => (await webhooksOf(bench.app)).length === 4,
    10 * minuteMs,
  )
})
