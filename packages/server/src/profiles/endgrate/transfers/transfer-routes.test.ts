import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from '../../../../test/support/api-client.ts'
import { eventually } from '../../../../test/support/eventually.ts'
import { ManualClock, realPause } from '../../../../test/support/manual-clock.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'
import { initiate, newCustomer, publish, received } from '../testing/session.ts'

const type = 'crm-contact'
const requested = 'endgrate.transfer.requested'

test('a transfer is requested of the product, with all that was asked for', async () => {
  await using app = await startTestApp()
  await using product = await startReceiver()
  await app.call('POST', '/v1/webhooks', { url: product.url, events: [requested] })
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, { sync: true })
  const pull = await call(
    'POST',
    '/api/pull/transfer',
    `{"session_id":"${sessionId}","endgrate_type":"${type}","bypass_rate_limit":true,"params":{"id":12345678901234567890,"n":1.10}}`,
  )
  assert.equal(pull.status, 200)
  assert.deepEqual(Object.keys(pull.body), ['success', 'transfer_id', 'statistics'])
  const transferId = textOf(pull.body.transfer_id)
  assert.match(transferId, /^[0-9a-f]{24}$/)
  assert.equal((await call('GET', textOf(pull.body.statistics))).status, 200)
  const [request] = await received(product, 1)
  assert.match(String(request?.body), /"params":\{"id":12345678901234567890,"n":1\.10?\}/)
  assert.partialDeepStrictEqual(JSON.parse(String(request?.body)), {
    type: requested,
    data: {
      session_id: sessionId,
      endgrate_type: type,
      transfer_id: transferId,
      direction: 'pull',
      sync: true,
      bypass_rate_limit: true,
    },
  })
})

test('a push hands its records on', async () => {
  await using app = await startTestApp()
  await using product = await startReceiver()
  await app.call('POST', '/v1/webhooks', { url: product.url, events: [requested] })
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, {}, '/api/push/initiate')
  const wanted = { session_id: sessionId, endgrate_type: type, transfer_data: [{ id: '1' }] }
  const push = await call('POST', '/api/push/transfer', wanted)
  assert.equal(push.status, 200)
  const [request] = await received(product, 1)
  assert.partialDeepStrictEqual(JSON.parse(String(request?.body)).data, {
    direction: 'push',
    transfer_data: [{ id: '1' }],
  })
  const without = await call('POST', '/api/push/transfer', { ...wanted, transfer_data: {} })
  assert.deepEqual(without.body.errors, { json: { transfer_data: ['Has to be an array.'] } })
  const pull = await call('POST', '/api/pull/transfer', wanted)
  assert.equal(pull.status, 400)
  assert.deepEqual(pull.body, { message: 'This session was initiated to push only.' })
})

test('a synchronous transfer is answered when it is completed', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
  await using app = await startTestApp({ clock })
  await using product = await startReceiver()
  await app.call('POST', '/v1/webhooks', { url: product.url, events: [requested] })
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call)
  const wanted = { session_id: sessionId, endgrate_type: type, synchronous: true }
  let isAnswered = false
  const answer = call('POST', '/api/pull/transfer', wanted).finally(() => (isAnswered = true))
  const request = await eventually('the product to be asked', async () => {
    await clock.advance(10)
    return product.requests[0]
  })
  for (let looks = 0; looks < 10; looks += 1) await clock.advance(250)
  assert.equal(isAnswered, false)
  const { transfer_id: transferId } = JSON.parse(String(request.body)).data
  await publish(app, sessionId, 'endgrate.completed', { transfer_id: transferId })
  await eventually('the answer', async () => {
    await clock.advance(250)
    return isAnswered
  })
  const { status, body } = await answer
  assert.equal(status, 200)
  assert.partialDeepStrictEqual(body, { success: true, transfer_id: transferId })
})

test('a synchronous transfer is waited for five minutes', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
  await using app = await startTestApp({ clock })
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call)
  const wanted = { session_id: sessionId, endgrate_type: type, synchronous: true }
  let isAnswered = false
  const answer = call('POST', '/api/pull/transfer', wanted).finally(() => (isAnswered = true))
  let passedMs = 0
  await eventually('the answer', async () => {
    await clock.advance(1000)
    await realPause(2)
    passedMs += 1000
    return isAnswered
  })
  assert.ok(passedMs >= 300_000)
  assert.equal((await answer).body.success, true)
})

test('the wait for a transfer ends when its session is deleted', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call)
  const answer = call('POST', '/api/pull/transfer', {
    session_id: sessionId,
    endgrate_type: type,
    synchronous: true,
  })
  await eventually('the transfer', async () => {
    const { body } = await call('GET', `/api/statistics?session_id=${sessionId}`)
    return Object.keys(body.statistics ?? {}).length === 1
  })
  await call('POST', '/api/session/delete', { session_id: sessionId })
  const { status, body } = await answer
  assert.equal(status, 404)
  assert.deepEqual(body, { message: 'Session not found.' })
})
