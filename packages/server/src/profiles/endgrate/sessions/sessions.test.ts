import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from '../../../../test/support/api-client.ts'
import { eventually } from '../../../../test/support/eventually.ts'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'
import { allWebhooks, initiate, newCustomer, publish, received } from '../testing/session.ts'

const url = 'https://example.com/hook'

async function webhooksOf(app: TestApp): Promise<object[]> {
  const { body } = await app.call('GET', '/v1/webhooks?limit=100')
  return Object.values(body.data ?? {}).filter((each) => each !== undefined)
}

test('through /v1 a session’s webhooks are listed with profile and channel, and their URL can be changed', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, allWebhooks({ url }, { user_id: 1 }))
  const webhooks = await webhooksOf(app)
  assert.deepEqual(
    webhooks.map((webhook) => ('events' in webhook ? webhook.events : [])).toReversed(),
    [['endgrate.completed'], ['endgrate.configuration'], ['endgrate.data'], ['endgrate.error']],
  )
  for (const webhook of webhooks) {
    assert.partialDeepStrictEqual(webhook, {
      profile: 'endgrate',
      channels: [sessionId],
      active: true,
    })
    assert.ok(!('secret' in webhook))
  }
  const completed = webhooks.at(-1)
  assert.ok(completed !== undefined && 'id' in completed)
  const path = `/v1/webhooks/${textOf(completed.id)}`
  assert.equal((await app.call('PATCH', path, { url: receiver.url })).status, 200)
  await publish(app, sessionId, 'endgrate.completed')
  const [request] = await received(receiver, 1)
  assert.equal(
    String(request?.body),
    `{"success": true, "session_id": "${sessionId}", "metadata": {"user_id": 1}, "completed": true}`,
  )
})

test('a webhook that is made through /v1 tells the session that was published to', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { status, body } = await app.call('POST', '/v1/webhooks', {
    url: receiver.url,
    profile: 'endgrate',
    events: ['endgrate.completed'],
  })
  assert.equal(status, 201)
  assert.match(
    textOf(body.secret),
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  await publish(app, 'session-1', 'endgrate.completed')
  const [request] = await received(receiver, 1)
  assert.equal(
    String(request?.body),
    '{"success": true, "session_id": "session-1", "completed": true}',
  )
})

test('one endpoint that is refused leaves nothing behind, and every fault is told', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const { status, body } = await call('POST', '/api/session/initiate', {
    completed_webhook: { endpoint: url },
    configuration_webhook: { endpoint: 'ftp://example.com' },
    data_webhook: { url: 'http://10.0.0.1/' },
  })
  assert.equal(status, 422)
  assert.equal(body.message, 'Validation error')
  const faults = body.errors?.json
  assert.deepEqual(Object.keys(faults ?? {}), ['configuration_webhook', 'data_webhook'])
  assert.match(textOf(faults?.configuration_webhook?.endpoint?.['0']), /^Is refused: /)
  assert.match(textOf(faults?.data_webhook?.url?.['0']), /^Is refused: /)
  const nowhere = { completed_webhook: { endpoint: url }, error_webhook: { metadata: {} } }
  const missing = await call('POST', '/api/session/initiate', nowhere)
  assert.deepEqual(missing.body.errors, {
    json: { error_webhook: { endpoint: ['Is missing.'] } },
  })
  assert.deepEqual(await webhooksOf(app), [])
})

test('a session of which a webhook cannot be made is not made either', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const { store } = app.context
  const original = store.insertWebhook.bind(store)
  let calls = 0
  // The real store, which fails once.
  store.insertWebhook = (...args) => {
    calls += 1
    return calls === 3 ? Promise.reject(new Error('The disk is full')) : original(...args)
  }
  const { status, body } = await call('POST', '/api/session/initiate', allWebhooks({ url }))
  assert.equal(status, 500)
  assert.deepEqual(Object.keys(body), ['message'])
  assert.equal(calls, 3)
  assert.deepEqual(await webhooksOf(app), [])
})

test('known fields are checked, and unknown ones are let pass', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const { status, body } = await call('POST', '/api/session/initiate', {
    completed_webhook: 'https://example.com',
    data_webhook: { endpoint: 1, metadata: [], continuous: 'yes' },
    webhook_concurrency: 'false',
    save_session: 1,
    schema: [{ associations: true }, { title: 'Deal' }, { endgrate_type: 'Deal' }, 7],
    provider: 3,
    something_else: 'is fine',
  })
  assert.equal(status, 422)
  assert.deepEqual(body, {
    message: 'Validation error',
    errors: {
      json: {
        completed_webhook: ['Has to be an object.'],
        provider: ['Has to be a string.'],
        save_session: ['Has to be true or false.'],
        schema: { '3': ['Has to be an object.'] },
        webhook_concurrency: ['Has to be true or false.'],
        data_webhook: {
          endpoint: ['Has to be a string.'],
          metadata: ['Has to be an object.'],
          continuous: ['Has to be true or false.'],
        },
      },
    },
  })
  const named = [{ associations: true }, { title: 'Deal' }, { endgrate_type: 'Deal' }]
  const nameless = await call('POST', '/api/pull/initiate', { schema: named })
  assert.deepEqual(nameless.body.errors, {
    json: {
      schema: {
        '0': { endgrate_type: ['Is missing, and so is a title.'] },
        '2': { endgrate_type: ['Is there twice.'] },
      },
    },
  })
  await initiate(call, { something_else: ['is', 'fine'], label: 'x' })
  await initiate(call, { sync: 'a push knows no such field' }, '/api/push/initiate')
})

test('a push takes no data webhook, and metadata has a limit', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const push = await call('POST', '/api/push/initiate', { data_webhook: { endpoint: url } })
  assert.equal(push.status, 422)
  assert.deepEqual(push.body.errors, {
    json: { data_webhook: ['Is not for a push, which brings no data.'] },
  })
  const metadata = { text: 'x'.repeat(16 * 1024) }
  const large = await call('POST', '/api/pull/initiate', {
    error_webhook: { endpoint: url, metadata },
  })
  assert.deepEqual(large.body.errors, {
    json: { error_webhook: { metadata: ['Has to have at most 16384 bytes.'] } },
  })
})

test('continuous transfers are refused where nothing would carry them out', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const wanted = { data_webhook: { endpoint: url, continuous: true } }
  const refused = await call('POST', '/api/pull/initiate', wanted)
  assert.equal(refused.status, 422)
  assert.match(
    textOf(refused.body.errors?.json?.data_webhook?.continuous?.['0']),
    /^Cannot be true here: .* `endgrate\.transfer\.requested`\.$/,
  )
  assert.deepEqual(await webhooksOf(app), [])
  await app.call('POST', '/v1/webhooks', { url, events: ['endgrate.transfer.requested'] })
  await initiate(call, wanted, '/api/pull/initiate')
})

test('what a session was initiated with can be read, without its webhooks and digit by digit', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:30:00.250Z'))
  await using app = await startTestApp({ clock })
  const { call, key } = await newCustomer(app)
  const sessionId = await initiate(
    call,
    `{"error_webhook":{"endpoint":"${url}"},"redirect_url":"https://example.com/done","sync":true,
      "prepopulate":{"id":12345678901234567890,"x":1.10},"label":"ours"}`,
    '/api/pull/initiate',
  )
  const response = await fetch(`${app.url}/api/session?session_id=${sessionId}`, {
    headers: { authorization: `Bearer ${key}` },
  })
  assert.equal(
    await response.text(),
    `{"success":true,"session_id":"${sessionId}","kind":"pull","created_at":"2026-01-15T12:30:00.250Z",` +
      '"expires_at":"2026-01-18T12:30:00.250Z","sync":true,"continuous":false,"webhook_concurrency":false,' +
      '"options":{"redirect_url":"https://example.com/done","prepopulate":{"id":12345678901234567890,"x":1.10},"label":"ours"}}',
  )
})

test('the configuration can be read once it is published, as the callback has it but for metadata', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call, key } = await newCustomer(app)
  const sessionId = await initiate(call, allWebhooks(receiver, { user_id: 1 }))
  const path = `/api/session/configuration?session_id=${sessionId}`
  const early = await call('GET', path)
  assert.equal(early.status, 400)
  assert.deepEqual(early.body, { message: 'Session not yet configured.' })

  for (const provider of ['salesforce', 'hubspot']) {
    const data = `{"schemas":{"a":{"n":1.10,"big":12345678901234567890}},"endgrate":{"provider":"${provider}"},"metadata":1}`
    await publish(app, sessionId, 'endgrate.configuration', data)
  }
  await eventually('the configuration', async () => (await call('GET', path)).status === 200)
  const response = await fetch(app.url + path, { headers: { authorization: `Bearer ${key}` } })
  assert.equal(
    await response.text(),
    `{"success":true,"session_id":"${sessionId}","endgrate":{"provider":"hubspot"},` +
      '"schemas":{"a":{"n":1.10,"big":12345678901234567890}}}',
  )
})

test('a test of the configuration webhook configures nothing', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, { configuration_webhook: { endpoint: receiver.url } })
  const [webhook] = await webhooksOf(app)
  assert.ok(webhook !== undefined && 'id' in webhook)
  const tested = await app.call('POST', `/v1/webhooks/${textOf(webhook.id)}/test`)
  assert.equal(tested.body.status, 'success')
  const { status } = await call('GET', `/api/session/configuration?session_id=${sessionId}`)
  assert.equal(status, 400)
})

test('a deleted session gets nothing more and is not found', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, allWebhooks({ url }))
  const deleted = await call('POST', '/api/session/delete', { session_id: sessionId })
  assert.equal(deleted.status, 200)
  assert.deepEqual(deleted.body, { success: true, session_id: sessionId })
  assert.deepEqual(await webhooksOf(app), [])
  const again = await call('POST', '/api/session/delete', { session_id: sessionId })
  assert.equal(again.status, 404)
  assert.deepEqual(again.body, { message: 'Session not found.' })
})

test('schemas can be set anew', async () => {
  await using app = await startTestApp()
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call)
  const data = [{ endgrate_type: 'crm-contact', associations: true }, { endgrate_type: 'crm-deal' }]
  const { status, body } = await call('POST', '/api/schemas', { session_id: sessionId, data })
  assert.equal(status, 200)
  assert.deepEqual(body, { success: true, session_id: sessionId })
  const twice = await call('POST', '/api/schemas', {
    session_id: sessionId,
    data: [data[1], data[1]],
  })
  assert.deepEqual(twice.body.errors, {
    json: { data: { '1': { endgrate_type: ['Is there twice.'] } } },
  })
})

test('a session that is not saved is gone after 72 hours, and its webhooks with it', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
  await using app = await startTestApp({ clock })
  const { call } = await newCustomer(app)
  const mortal = await initiate(call, allWebhooks({ url }))
  const saved = await initiate(call, { error_webhook: { endpoint: url }, save_session: true })
  const statusOf = async (id: string) => (await call('GET', `/api/session?session_id=${id}`)).status
  const hoursMs = 60 * 60 * 1000
  await clock.advance(72 * hoursMs - 1)
  assert.deepEqual([await statusOf(mortal), await statusOf(saved)], [200, 200])
  await clock.advance(1)
  assert.deepEqual([await statusOf(mortal), await statusOf(saved)], [404, 200])
  await eventually('its webhooks to be deleted', async () => {
    await clock.advance(1000)
    return (await webhooksOf(app)).length === 1
  })
})

test('sessions of other workspaces and profiles are not there', async () => {
  await using app = await startTestApp()
  const { body } = await app.admin('POST', '/v1/workspaces', { name: 'Another' })
  const other = await newCustomer(app, ['manage'], textOf(body.id))
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, allWebhooks({ url }))
  for (const id of [sessionId, '6566e85e7cf20dca9cef0c0a', 'x', '']) {
    for (const answer of [
      await other.call('GET', `/api/session/configuration?session_id=${id}`),
      await other.call('POST', '/api/session/delete', { session_id: id }),
      await other.call('POST', '/api/schemas', { session_id: id, data: [] }),
      await other.call('GET', `/api/errors?session_id=${id}`),
      await other.call('GET', `/api/statistics?session_id=${id}`),
      await other.call('POST', '/api/pull/transfer', { session_id: id, endgrate_type: 'a' }),
    ]) {
      assert.equal(answer.status, 404)
      assert.deepEqual(answer.body, { message: 'Session not found.' })
    }
  }
  assert.equal((await webhooksOf(app)).length, 4)
})
