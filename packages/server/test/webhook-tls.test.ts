import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf, type JsonNode } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { stringAt } from './support/string-at.ts'
import { startTestApp, type TestApp } from './support/test-app.ts'
import { tlsFixture } from './support/tls-fixtures.ts'
import { startTlsReceiver } from './support/tls-receiver.ts'

const ca = tlsFixture('authority')
const acme = {
  client_certificate: tlsFixture('client'),
  client_key: tlsFixture('client-key'),
  ca,
}
const beta = {
  client_certificate: tlsFixture('other-client'),
  client_key: tlsFixture('other-client-key'),
  ca,
}

async function createWebhook(app: TestApp, fields: object): Promise<string> {
  const wanted = { events: ['user.created'], ...fields }
  const { status, body } = await app.call('POST', '/v1/webhooks', wanted)
  assert.equal(status, 201, JSON.stringify(body))
  return `/v1/webhooks/${stringAt(body, 'id')}`
}

async function publish(app: TestApp): Promise<void> {
  const event = { type: 'user.created', data: {} }
  assert.equal((await app.call('POST', '/v1/events', event)).status, 202)
}

/** The latest delivery of a webhook, once its first attempt has ended. */
function attempted(app: TestApp, path: string, count = 1): Promise<JsonNode> {
  return eventually(`${count} attempted deliveries`, async () => {
    const { body } = await app.call('GET', `${path}/deliveries`)
    const listed = Object.values(body.deliveries ?? {})
    const areDone = listed.every((delivery) => Number(delivery?.attempts) > 0)
    return listed.length === count && areDone ? listed[0] : null
  })
}

test('two webhooks at one origin come each with its own certificate, one without does not get in', async () => {
  await using receiver = await startTlsReceiver()
  await using app = await startTestApp()
  const { url } = receiver
  const webhooks = [
    await createWebhook(app, { url, tls: acme }),
    await createWebhook(app, { url, tls: beta, profile: 'standard' }),
  ]
  const untrusting = await createWebhook(app, { url, retry_delays_s: [] })
  const unknown = await createWebhook(app, { url, tls: { ca }, retry_delays_s: [] })
  for (const round of [1, 2, 3]) {
    await publish(app)
    for (const path of webhooks) {
      const { status } = await attempted(app, path, round)
      assert.equal(status, 'success')
    }
    const refused = await attempted(app, untrusting, round)
    assert.match(textOf(refused.error), /^Certificate is not trusted/)
    const nameless = await attempted(app, unknown, round)
    assert.equal(nameless.status, 'failed')
    assert.equal(nameless.status_code, null)
  }
  const each = ['Acme hooks', 'Beta hooks']
  assert.deepEqual([...receiver.callers].toSorted(), [...each, ...each, ...each].toSorted())
  // Each kept its own connection, and nobody else was let in.
  assert.deepEqual([...new Set(receiver.connections)].toSorted(), each)
})

test('the test button comes with the certificate too, and webhooks of every profile may have one', async () => {
  await using receiver = await startTlsReceiver()
  await using app = await startTestApp()
  const { url } = receiver
  for (const [profile, type] of [
    ['encrata', 'credits.low'],
    ['graph8', '*'],
    ['endgrate', 'endgrate.completed'],
  ]) {
    const path = await createWebhook(app, { url, tls: acme, profile, events: [type] })
    const { body } = await app.call('POST', `${path}/test`)
    assert.equal(body.status_code, 200, JSON.stringify(body))
  }
  assert.deepEqual(receiver.callers, Array(3).fill('Acme hooks'))
})

test('another certificate takes over with the next delivery, and none comes once it is taken away', async () => {
  await using receiver = await startTlsReceiver()
  await using app = await startTestApp()
  const path = await createWebhook(app, { url: receiver.url, tls: acme })
  const { ca: _, ...identity } = beta
  for (const [tls, names] of [
    [undefined, ['Acme hooks']],
    [identity, ['Acme hooks', 'Beta hooks']],
    [{ client_certificate: null, client_key: null }, ['Acme hooks', 'Beta hooks']],
  ] as const) {
    if (tls !== undefined) assert.equal((await app.call('PATCH', path, { tls })).status, 200)
    await app.call('POST', `${path}/test`)
    assert.deepEqual(receiver.callers, names)
  }
})

test('headers and certificates outlive a change of the master key and a restart', async () => {
  await using receiver = await startTlsReceiver()
  await using app = await startTestApp()
  const path = await createWebhook(app, {
    url: receiver.url,
    tls: acme,
    custom_headers: { 'X-Api-Key': 'k' },
  })
  const before = (await app.call('GET', path)).body
  const status = await app.admin('GET', '/v1/master-key')
  assert.equal(status.body.sealed, 3)
  await app.admin('POST', '/v1/master-key/rotate')
  await eventually('everything to be sealed anew', async () => {
    return Number((await app.admin('GET', '/v1/master-key')).body.remaining) === 0
  })
  for (const count of [1, 2]) {
    await app.call('POST', `${path}/test`)
    assert.deepEqual(receiver.callers, Array(count).fill('Acme hooks'))
    await app.restart()
  }
  const { updated_at: _, ...shown } = (await app.call('GET', path)).body
  const { updated_at: __, ...shownBefore } = before
  assert.deepEqual(shown, shownBefore)
})
