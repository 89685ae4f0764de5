import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../../../test/support/eventually.ts'
import { startReceiver, type Receiver } from '../../../../test/support/receiver.ts'
import { stringAt, textOf } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'

const since = '2020-01-01T00:00:00Z'

async function publish(app: TestApp, count: number, fields: object = {}): Promise<void> {
  const events = Array.from({ length: count }, (_, n) => ({
    type: 'user.created',
    data: { n },
    ...fields,
  }))
  assert.equal((await app.call('POST', '/v1/events/batch', { events })).status, 202)
}

async function createWebhook(app: TestApp, receiver: Receiver, fields: object = {}) {
  const webhook = { url: receiver.url, events: ['user.created'], ...fields }
  const { body } = await app.call('POST', '/v1/webhooks', webhook)
  return `/v1/webhooks/${stringAt(body, 'id')}`
}

async function recover(app: TestApp, webhook: string, fields: object = {}): Promise<string> {
  const { status, body } = await app.call('POST', `${webhook}/recover`, { since, ...fields })
  assert.equal(status, 202, JSON.stringify(body))
  return `/v1/recoveries/${stringAt(body, 'id')}`
}

const done = (app: TestApp, recovery: string) =>
  eventually('the recovery to be done', async () => {
    const { body } = await app.call('GET', recovery)
    return textOf(body.state) === 'done' && body
  })

const arrived = ({ requests }: Receiver): number[] =>
  requests.map(({ body }) => Number(JSON.parse(body.toString()).data.n))

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

test('what a webhook missed while it was off, and before it was there, is sent once, in the background', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await publish(app, 40)
  const webhook = await createWebhook(app, receiver)
  await app.call('PATCH', webhook, { active: false })
  await publish(app, 40)
  await publish(app, 3, { type: 'user.deleted' })
  await app.call('PATCH', webhook, { active: true })
  assert.partialDeepStrictEqual(await done(app, await recover(app, webhook)), {
    status: 'any',
    since,
    deliveries: 80,
  })
  await eventually('all of them', () => receiver.requests.length === 80)
  assert.deepEqual(
    arrived(receiver).toSorted((a, b) => a - b),
    numbers(40).flatMap((n) => [n, n]),
  )
  const again = await done(app, await recover(app, webhook))
  assert.equal(again.deliveries, 0)
})

test('what failed is sent again, and what was never sent is not, when that is asked', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await publish(app, 5)
  const webhook = await createWebhook(app, receiver, { retry_delays_s: [] })
  receiver.answer = ({ body }) => ({ status: body.includes('"n":3') ? 500 : 200 })
  await publish(app, 6)
  await eventually('all of them', async () => {
    const { body } = await app.call('GET', `${webhook}/deliveries?status=failed&limit=1`)
    return receiver.requests.length === 6 && textOf(body.pagination?.total) === '1'
  })
  receiver.answer = { status: 200 }
  const recovery = await done(app, await recover(app, webhook, { status: 'failed' }))
  assert.equal(recovery.deliveries, 1)
  await eventually('the one', () => arrived(receiver).filter((n) => n === 3).length === 2)
  const [first, second] = receiver.requests.filter(({ body }) => body.includes('"n":3'))
  assert.equal(second?.headers['webhook-id'], first?.headers['webhook-id'])
})

test('an ordered webhook gets what it missed in the order of acceptance, through restarts too', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await publish(app, 150)
  const webhook = await createWebhook(app, receiver, { ordering: 'strict', retry_delays_s: [1] })
  let refused = 0
  receiver.answer = ({ body }) => {
    const isRefused = body.includes('"n":60') && refused++ === 0
    return { status: isRefused ? 503 : 200 }
  }
  const recovery = await recover(app, webhook)
  await eventually('some', () => receiver.requests.length > 20)
  await app.restart()
  await eventually('some more', () => receiver.requests.length > 90)
  await app.restart()
  await done(app, recovery)
  await eventually('all of them', () => new Set(arrived(receiver)).size === 150)
  // A restart may have cut an attempt off, which is then made again.
  const order = arrived(receiver).filter((n, index, all) => n !== all[index - 1])
  assert.deepEqual(order, numbers(150))
})

test('a recovery waits for a lane that is busy, and can be paused, resumed and canceled', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp({ environment: { POSTHORN_SHUTDOWN_GRACE_MS: '50' } })
  receiver.answer = 'stall'
  await publish(app, 300)
  const webhook = await createWebhook(app, receiver)
  const recovery = await recover(app, webhook)
  const state = async () => (await app.call('GET', recovery)).body
  await eventually('the lane to be full', async () => Number((await state()).deliveries) >= 50)
  assert.equal((await app.call('POST', `${webhook}/recover`, { since })).status, 409)
  const paused = await app.call('POST', `${recovery}/pause`)
  assert.partialDeepStrictEqual(paused.body, { state: 'paused', deliveries: 50 })
  assert.equal((await app.call('POST', `${recovery}/pause`)).status, 200)
  receiver.answer = { status: 200 }
  const resumed = await app.call('POST', `${recovery}/resume`)
  assert.equal(resumed.body.state, 'running')
  await app.call('PATCH', webhook, { active: false })
  const stopped = await eventually('it to pause by itself', async () => {
    const body = await state()
    return textOf(body.state) === 'paused' && body
  })
  assert.equal(stopped.reason, 'The webhook is paused')
  assert.equal((await app.call('POST', `${recovery}/resume`)).status, 409)
  assert.equal((await app.call('POST', `${recovery}/cancel`)).body.state, 'canceled')
  assert.equal((await app.call('POST', `${recovery}/resume`)).status, 409)
  const listed = await app.call('GET', '/v1/recoveries')
  assert.deepEqual(Object.values(listed.body.data ?? {}), [await state()])
})

test('a recovery that cannot be is refused', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const webhook = await createWebhook(app, receiver)
  for (const [fields, field] of [
    [{ since: 'yesterday' }, 'since'],
    [{ since: '2999-01-01T00:00:00Z' }, 'since'],
    [{ until: since }, 'since'],
    [{ types: ['user.deleted'] }, 'types[0]'],
    [{ status: 'success' }, 'status'],
  ] as const) {
    const { status, body } = await app.call('POST', `${webhook}/recover`, { since, ...fields })
    assert.deepEqual([status, body.error?.details?.field], [400, field])
  }
  await app.call('PATCH', webhook, { active: false })
  assert.equal((await app.call('POST', `${webhook}/recover`, { since })).status, 409)
  const missing = `/v1/recoveries/rec_${'0'.repeat(32)}`
  assert.equal((await app.call('GET', missing)).status, 404)
  assert.equal((await app.call('POST', `${missing}/cancel`)).status, 404)
})
