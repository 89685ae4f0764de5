import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { textOf } from '../../../../test/support/api-client.ts'
import { asTimePasses } from '../../../../test/support/as-time-passes.ts'
import { ManualClock, realPause } from '../../../../test/support/manual-clock.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { temporaryDirectory } from '../../../../test/support/temporary-directory.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'
import { initiate, newCustomer, publish, received } from '../testing/session.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const type = 'crm-contact'

function configFileWith(directory: string, url: string): string {
  const path = join(directory, 'posthorn.config.ts')
  const source = JSON.stringify({ url, secret })
  writeFileSync(path, `export default { endgrate: { source: ${source} } }\n`)
  return path
}

test('a transfer from a source arrives as callbacks, and can be polled digit by digit', async (t) => {
  await using source = await startReceiver()
  await using receiver = await startReceiver()
  source.answer = ({ body }) => {
    const isFirst = JSON.parse(String(body)).cursor === null
    const record = isFirst
      ? '{"id":1,"data":{"n":1.10}}'
      : '{"id":2,"data":{"n":12345678901234567890}}'
    return {
      status: 200,
      body: `{"records":[${record}],"next_cursor":"${isFirst ? 'a' : 'b'}","has_more":${isFirst}}`,
    }
  }
  const configFile = configFileWith(temporaryDirectory(t), source.url)
  await using app = await startTestApp({ environment: { POSTHORN_CONFIG: configFile } })
  const { call, key } = await newCustomer(app)
  const sessionId = await initiate(call, {
    data_webhook: { endpoint: `${receiver.url}/data` },
    completed_webhook: { endpoint: `${receiver.url}/completed`, metadata: { user_id: 1 } },
  })
  const { status, body } = await call('POST', '/api/pull/transfer', {
    session_id: sessionId,
    endgrate_type: type,
    synchronous: true,
  })
  assert.equal(status, 200)
  assert.equal(body.success, true)
  const transferId = textOf(body.transfer_id)
  for (const request of source.requests) {
    // Header names are lower case in Node, and each of these is there once.
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    )
    assert.ok(new Webhook(secret).verify(request.body, headers) !== null)
  }

  const requests = await received(receiver, 3)
  const common = `"transfer_id": "${transferId}", "session_id": "${sessionId}"`
  const endgrate = `"endgrate": {"endgrate_type": "${type}"}`
  assert.deepEqual(
    requests.map(({ path, body: sent }) => `${path} ${String(sent)}`),
    [
      `/hook/data {"success": true, ${common}, ${endgrate}, "completed": false, "transfer_data": [{"id": 1, "data": {"n": 1.1}}]}`,
      `/hook/data {"success": true, ${common}, ${endgrate}, "completed": true, "transfer_data": [{"id": 2, "data": {"n": 12345678901234567890}}]}`,
      `/hook/completed {"success": true, ${common}, "metadata": {"user_id": 1}, ${endgrate}, "completed": true}`,
    ],
  )
  const polled = await fetch(
    `${app.url}/api/pull/data?endgrate_type=${type}&transfer_id=${transferId}`,
    { headers: { authorization: `Bearer ${key}` } },
  )
  assert.equal(
    await polled.text(),
    '{"success":true,"meta":{"count":2,"previous":null,"next":null},"transfer_data":' +
      '[{"id":1,"data":{"n":1.10}},{"id":2,"data":{"n":12345678901234567890}}]}',
  )
})

test('a source that fails makes an error callback and a transfer that has failed', async (t) => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
  await using source = await startReceiver()
  await using receiver = await startReceiver()
  source.answer = { status: 500 }
  const configFile = configFileWith(temporaryDirectory(t), source.url)
  await using app = await startTestApp({ clock, environment: { POSTHORN_CONFIG: configFile } })
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, { error_webhook: { endpoint: receiver.url } })
  const wanted = { session_id: sessionId, endgrate_type: type }
  const { transfer_id: transferId } = (await call('POST', '/api/pull/transfer', wanted)).body
  const request = await asTimePasses(
    { clock, stepMs: 1000 },
    'the error callback',
    () => receiver.requests[0],
  )
  assert.equal(source.requests.length, 4)
  const sent = JSON.parse(String(request.body))
  assert.partialDeepStrictEqual(sent, {
    transfer_id: transferId,
    session_id: sessionId,
    error_type: 'upstream',
    resolved: false,
  })
  const path = `/api/pull/data?endgrate_type=${type}&transfer_id=${textOf(transferId)}`
  const data = await call('GET', path)
  assert.equal(data.status, 400)
  assert.deepEqual(data.body, { message: 'Transfer has failed.' })
  const { success: _success, ...item } = sent
  const errors = await call('GET', `/api/errors?transfer_id=${textOf(transferId)}`)
  assert.deepEqual(errors.body.errors, [item])
  const statistics = await call('GET', `/api/statistics?transfer_id=${textOf(transferId)}`)
  assert.partialDeepStrictEqual(statistics.body, {
    completed: false,
    statistics: { [type]: { records: 0, batches_fail: 1, completed: false } },
  })
})

test('a continuous session pulls what was configured, at once and every 15 minutes', async (t) => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
  await using source = await startReceiver()
  source.answer = { status: 200, body: '{"records":[],"has_more":false}' }
  const configFile = configFileWith(temporaryDirectory(t), source.url)
  await using app = await startTestApp({ clock, environment: { POSTHORN_CONFIG: configFile } })
  const { call } = await newCustomer(app)
  const data = { endpoint: 'https://example.com', continuous: true }
  const sessionId = await initiate(call, { data_webhook: data }, '/api/pull/initiate')
  await publish(app, sessionId, 'endgrate.configuration', { schemas: { [type]: {} } })
  const untilAsked = (count: number) =>
    asTimePasses({ clock, stepMs: 100 }, `transfer ${count}`, async () => {
      const { body } = await call('GET', `/api/statistics?session_id=${sessionId}`)
      return source.requests.length === count && JSON.stringify(body.completed) === 'true'
    })
  await untilAsked(1)
  const minuteMs = 60_000
  for (const count of [1, 2]) {
    await clock.advance(14 * minuteMs)
    for (let looks = 0; looks < 10; looks += 1) {
      await clock.advance(100)
      await realPause(5)
    }
    assert.equal(source.requests.length, count)
    await clock.advance(minuteMs)
    await untilAsked(count + 1)
  }
  const asked = source.requests.map(({ body }) => JSON.parse(String(body)))
  for (const question of asked) {
    assert.partialDeepStrictEqual(question, { session_id: sessionId, endgrate_type: type })
  }
  await call('POST', '/api/session/delete', { session_id: sessionId })
  const before = source.requests.length
  for (let minutes = 0; minutes < 60; minutes += 1) await clock.advance(minuteMs)
  assert.equal(source.requests.length, before)
})
