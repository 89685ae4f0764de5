import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../../../test/support/eventually.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { stringAt, textOf } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'
import type { AttemptOutcome } from '../../../domain/outcome.ts'
import type { Sender } from '../../../domain/sender.ts'

async function createWebhook(app: TestApp, fields: object): Promise<string> {
  const { body } = await app.call('POST', '/v1/webhooks', { events: ['user.created'], ...fields })
  return `/v1/webhooks/${stringAt(body, 'id')}`
}

async function publish(app: TestApp): Promise<string> {
  const { body } = await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  return stringAt(body, 'id')
}

async function deliveries(app: TestApp, path: string) {
  const { body } = await app.call('GET', `${path}`)
  return Object.values(body.deliveries ?? {})
}

/** Asks until as many deliveries as that are in this state. */
function untilStatus(app: TestApp, path: string, [status, count]: readonly [string, number]) {
  return eventually(`${count} deliveries to be ${status}`, async () => {
    const listed = await deliveries(app, path)
    return listed.filter((delivery) => textOf(delivery?.status) === status).length === count
      ? listed
      : null
  })
}

function answered(status: number): AttemptOutcome {
  const body = new Uint8Array()
  return { kind: 'answered', status, headers: '', body, truncated: false, retryAfter: null }
}

test('a delivery that arrived has the page’s fields, in its order', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const path = `${await createWebhook(app, { url: receiver.url })}/deliveries`
  const eventId = await publish(app)
  await untilStatus(app, path, ['success', 1])
  const { body } = await app.call('GET', path)
  assert.deepEqual(Object.keys(body), ['deliveries'])
  const [delivery = {}] = await deliveries(app, path)
  const { id, delivered_at: deliveredAt, ...rest } = delivery
  assert.match(textOf(id), /^del_[0-9a-f]{32}$/)
  assert.match(textOf(deliveredAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.deepEqual(rest, { event_id: eventId, status: 'success', status_code: 200, attempts: 1 })
  assert.deepEqual(Object.keys(delivery), [
    'id',
    'event_id',
    'status',
    'status_code',
    'attempts',
    'delivered_at',
  ])
})

test('a delivery is pending until its attempts are spent, with the latest answer and error', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 500 }
  await using app = await startTestApp()
  const spent = await createWebhook(app, { url: receiver.url, retry_delays_s: [] })
  const waiting = await createWebhook(app, { url: receiver.url, retry_delays_s: [3600] })
  await publish(app)
  const [failed = {}] = await untilStatus(app, `${spent}/deliveries`, ['failed', 1])
  const fields = ['id', 'event_id', 'status', 'status_code', 'attempts', 'error']
  assert.deepEqual(Object.keys(failed), fields)
  assert.equal(failed.error, 'HTTP 500')
  const [pending = {}] = await eventually('the first attempt to have failed', async () => {
    const listed = await deliveries(app, `${waiting}/deliveries`)
    return Number(listed[0]?.attempts) === 1 ? listed : null
  })
  assert.deepEqual(Object.keys(pending), fields)
  assert.deepEqual([pending.status, pending.status_code], ['pending', 500])
})

test('the latest answer is told beside a later attempt that had none', async () => {
  const outcomes: AttemptOutcome[] = [answered(500), { kind: 'timeout' }]
  const sender: Sender = {
    send: () => Promise.resolve(outcomes.shift() ?? answered(200)),
    close: () => Promise.resolve(),
  }
  await using app = await startTestApp({ sender })
  const url = 'https://yourapp.com/webhook'
  const webhook = await createWebhook(app, { url, retry_delays_s: [1] })
  await publish(app)
  const [delivery] = await untilStatus(app, `${webhook}/deliveries`, ['failed', 1])
  const { status_code: code, attempts, error } = delivery ?? {}
  assert.deepEqual(
    { code, attempts, error },
    {
      code: 500,
      attempts: 2,
      error: 'Connection timeout',
    },
  )
})

test('what waits is listed as pending, and canceled as failed once the webhook is switched off', async () => {
  await using receiver = await startReceiver()
  receiver.answer = { status: 503 }
  await using app = await startTestApp()
  const webhook = await createWebhook(app, { url: receiver.url, retry_delays_s: [3600] })
  await publish(app)
  await eventually('the first attempt', async () => {
    const [delivery] = await deliveries(app, `${webhook}/deliveries?status=pending`)
    return Number(delivery?.attempts) === 1
  })
  await app.call('PATCH', webhook, { active: false })
  const [canceled] = await untilStatus(app, `${webhook}/deliveries?status=failed`, ['failed', 1])
  assert.equal(canceled?.status_code, 503)
  assert.equal(canceled?.error, 'HTTP 503')
  assert.equal(canceled?.attempts, 1)
  assert.deepEqual(await deliveries(app, `${webhook}/deliveries?status=pending`), [])
})

test('pages are of one list, whether its entries are on the wire, in memory or at rest', async () => {
  let wire: Promise<unknown> = Promise.resolve()
  const sender: Sender = {
    send: () => wire.then(() => answered(200)),
    close: () => Promise.resolve(),
  }
  await using app = await startTestApp({ sender, environment: { POSTHORN_MAX_IN_FLIGHT: '2' } })
  const webhook = await createWebhook(app, { url: 'https://yourapp.com/webhook' })
  const eventIds: string[] = []
  for (let count = 0; count < 3; count += 1) eventIds.unshift(await publish(app))
  await untilStatus(app, `${webhook}/deliveries`, ['success', 3])
  const stall = Promise.withResolvers<void>()
  wire = stall.promise
  for (let count = 0; count < 5; count += 1) eventIds.unshift(await publish(app))

  const seen: unknown[] = []
  for (let page = 1; page <= 3; page += 1) {
    const { body } = await app.call('GET', `${webhook}/deliveries?page=${page}&limit=3`)
    assert.deepEqual(Object.keys(body), ['deliveries', 'pagination'])
    assert.deepEqual(body.pagination, { page, limit: 3, total: 8, pages: 3 })
    seen.push(...Object.values(body.deliveries ?? {}).map((delivery) => delivery?.event_id))
  }
  assert.deepEqual(seen, eventIds)
  const pending = await deliveries(app, `${webhook}/deliveries?status=pending`)
  assert.equal(pending.length, 5)
  assert.deepEqual(Object.keys(pending[0] ?? {}), [
    'id',
    'event_id',
    'status',
    'status_code',
    'attempts',
  ])
  assert.equal(pending[0]?.status_code, null)
  stall.resolve()
  await untilStatus(app, `${webhook}/deliveries`, ['success', 8])
})

test('pages that cannot be are refused', async () => {
  await using app = await startTestApp()
  const webhook = await createWebhook(app, { url: 'https://yourapp.com/webhook' })
  for (const query of ['page=0', 'limit=0', 'limit=101', 'page=x', 'status=lost', 'colour=red']) {
    const { status } = await app.call('GET', `${webhook}/deliveries?${query}`)
    assert.equal(status, 400, query)
  }
  const deep = await app.call('GET', `${webhook}/deliveries?page=1000000&limit=100`)
  assert.equal(deep.status, 400)
  assert.equal(deep.body.error?.details?.field, 'page')
})
