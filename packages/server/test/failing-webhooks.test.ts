import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { startReceiver, type Receiver } from './support/receiver.ts'
import { startTestApp, type TestApp } from './support/test-app.ts'

/** One delivery each, so that a failure is the end of it. */
async function addWebhook(app: TestApp, { url }: Receiver, fields: object = {}): Promise<string> {
  const { body } = await app.call('POST', '/v1/webhooks', {
    url,
    events: ['user.created'],
    retry_delays_s: [],
    ...fields,
  })
  return textOf(body['id'])
}

async function publish({ call }: TestApp, count = 1): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) {
    const { body } = await call('POST', '/v1/events', { type: 'user.created', data: { n } })
    ids.push(textOf(body['id']))
  }
  return ids
}

/** What the receiver was told, oldest first. */
function toldTo({ requests }: Receiver) {
  return requests.map(({ body }) => {
    // The standard profile's envelope.
    const { type, data } = JSON.parse(body.toString()) as { type: string; data: object }
    return { type, data }
  })
}

test('a receiver that is gone, from its 410 to its recovery, as owner and operator see it', async () => {
  await using receiver = await startReceiver()
  await using ops = await startReceiver()
  await using everything = await startReceiver()
  await using app = await startTestApp()
  const id = await addWebhook(app, receiver, { retry_delays_s: null })
  const names = ['webhook.disabled', 'webhook.recovered', 'delivery.failed']
  await addWebhook(app, ops, { events: names })
  await addWebhook(app, everything, { events: ['*'] })
  const show = async () => (await app.call('GET', `/v1/webhooks/${id}`)).body

  receiver.answer = { status: 503 }
  await publish(app, 3)
  const failing = await eventually('its failing to show', async () => {
    const body = await show()
    return body['failing_since'] !== undefined && body
  })
  assert.equal(failing['active'], true)
  assert.match(textOf(failing['failing_since']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  const deliveries = async (status: string) => {
    const { body } = await app.call('GET', `/v1/webhooks/${id}/deliveries?status=${status}`)
    return Object.values(body['deliveries'] ?? {})
  }
  await eventually('three retries', async () => (await deliveries('pending')).length === 3)

  receiver.answer = { status: 410 }
  const [gone] = await publish(app)
  const disabled = await eventually('it to be disabled', async () => {
    const body = await show()
    return body['disabled_reason'] !== undefined && body
  })
  assert.equal(disabled['active'], false)
  assert.equal(disabled['disabled_reason'], 'Its receiver answered 410 Gone')
  assert.equal(disabled['failing_since'], undefined)
  await eventually('nothing to be pending', async () => (await deliveries('pending')).length === 0)
  const failed = await deliveries('failed')
  assert.deepEqual(
    failed.map((delivery) => [delivery?.['event_id'] === gone, delivery?.['error']]),
    [[true, 'HTTP 410'], ...Array<unknown>(3).fill([false, 'HTTP 503'])],
  )
  await publish(app)
  assert.equal(receiver.requests.length, 4)
  const { body: audit } = await app.admin('GET', `/v1/audit?workspace=${app.workspace}`)
  assert.match(JSON.stringify(audit), /webhook\.disable/)

  await eventually('what is told', () => ops.requests.length === 2)
  const about = { webhook_id: id, count: 1 }
  assert.deepEqual(
    toldTo(ops)
      .toSorted((a, b) => (a.type < b.type ? -1 : 1))
      .map(({ type }) => type),
    ['delivery.failed', 'webhook.disabled'],
  )
  assert.deepEqual(toldTo(ops).find(({ type }) => type === 'webhook.disabled')?.data, {
    webhook_id: id,
    reason: 'Its receiver answered 410 Gone',
    count: 1,
  })

  receiver.answer = { status: 200 }
  const enabled = await app.call('PATCH', `/v1/webhooks/${id}`, { active: true })
  assert.deepEqual([enabled.body['active'], enabled.body['disabled_reason']], [true, undefined])
  await publish(app)
  await eventually('its recovery to be told', () => ops.requests.length === 3)
  assert.deepEqual(toldTo(ops)[2], { type: 'webhook.recovered', data: about })
  await eventually('all for the one that wants all', () => everything.requests.length === 6)
  assert.ok(toldTo(everything).every(({ type }) => type === 'user.created'))
  const metrics = await (await fetch(`${app.url}/metrics`)).text()
  assert.match(metrics, /posthorn_webhooks_disabled_total\{cause="gone"\} 1/)
  assert.match(metrics, /posthorn_failing_webhooks 0/)
})

test('a receiver that asks for time with 503 is given it, to the next step of the schedule', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await addWebhook(app, receiver, { retry_delays_s: [30, 300] })
  receiver.answer = { status: 503, headers: { 'Retry-After': '120' } }
  const [asked = ''] = await publish(app)
  const nextOf = (eventId: string) =>
    eventually('the retry', async () => {
      const event = await app.call('GET', `/v1/events/${eventId}`)
      const [delivery] = Object.values(event.body['deliveries'] ?? {})
      const { body } = await app.call('GET', `/v1/deliveries/${textOf(delivery?.['id'])}`)
      const next = body['next_attempt_at']
      return next !== undefined && next !== null && Date.parse(textOf(next))
    })
  const inMs = (await nextOf(asked)) - Date.now()
  assert.ok(inMs > 100_000 && inMs < 121_000, `it comes in ${inMs} ms`)

  receiver.answer = {
    status: 429,
    headers: { 'Retry-After': new Date(Date.now() + 7_200_000).toUTCString() },
  }
  const [greedy = ''] = await publish(app)
  const bounded = (await nextOf(greedy)) - Date.now()
  assert.ok(bounded > 280_000 && bounded < 301_000, `it comes in ${bounded} ms`)
})
