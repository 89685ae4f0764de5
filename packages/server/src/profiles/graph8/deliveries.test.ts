import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf, type JsonNode } from '../../../test/support/api-client.ts'
import { eventually } from '../../../test/support/eventually.ts'
import {
  createWebhook,
  deliveriesOf,
  publish,
  webhooksPath,
  type CreatedWebhook,
} from '../../../test/support/graph8-client.ts'
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts'
import { createTestSender, holdOnTheWire, sentHeader } from '../../../test/support/test-sender.ts'
import { answered } from '../../stores/contract/samples.ts'

/** Asks until this many are listed. */
function untilListed(
  app: TestApp,
  webhook: CreatedWebhook,
  [query, count]: readonly [string, number],
): Promise<JsonNode[]> {
  return eventually(`${count} of ${query}`, async () => {
    const listed = await deliveriesOf(app, webhook, query)
    return listed.length === count && listed
  })
}

const ids = (deliveries: readonly JsonNode[]): unknown[] => deliveries.map(({ id }) => id)

test('deliveries are listed newest first, in pages that know whether there is another', async () => {
  const sender = createTestSender()
  await using app = await startTestApp({ sender })
  const webhook = await createWebhook(app, { events: ['*'] })
  const types = ['campaign.created', 'document.created', 'person.enriched', 'research.completed']
  for (const type of types) await publish(app, type)
  const all = await untilListed(app, webhook, ['?status=success', 4])
  assert.deepEqual(
    all.map(({ event }) => event),
    types.toReversed(),
  )
  const seen: unknown[] = []
  for (const page of [1, 2, 3]) {
    const { body } = await app.call('GET', `${webhook.path}/deliveries?page=${page}&limit=2`)
    assert.deepEqual(body.pagination, { page, limit: 2, total: 4, has_next: page === 1 })
    seen.push(...ids(await deliveriesOf(app, webhook, `?page=${page}&limit=2`)))
  }
  assert.deepEqual(seen, ids(all))
})

test('a filter by status counts what it shows', async () => {
  const sender = createTestSender()
  const wire = holdOnTheWire()
  await using app = await startTestApp({ sender })
  const webhook = await createWebhook(app, { events: ['*'] })
  await publish(app, 'campaign.created')
  await untilListed(app, webhook, ['?status=success', 1])
  sender.answer = wire.answer
  await publish(app, 'campaign.updated')
  await publish(app, 'campaign.deleted')
  for (const [status, total] of [
    ['success', 1],
    ['pending', 2],
    ['failed', 0],
  ] as const) {
    const { body } = await app.call('GET', `${webhook.path}/deliveries?status=${status}`)
    assert.equal(body.pagination?.total, total, status)
    const listed = await deliveriesOf(app, webhook, `?status=${status}`)
    assert.deepEqual(new Set(listed.map((delivery) => delivery.status)).size, total > 0 ? 1 : 0)
  }
  const [pending] = await deliveriesOf(app, webhook)
  assert.partialDeepStrictEqual(pending, {
    status: 'pending',
    attempts: 0,
    response_code: null,
    error_message: null,
    completed_at: null,
  })
  wire.end(answered(200))
})

test('switching a webhook off cancels what is waiting, which then has failed', async () => {
  const sender = createTestSender()
  sender.answer = () => answered(500)
  await using app = await startTestApp({ sender })
  const webhook = await createWebhook(app, {})
  await publish(app, 'campaign.created')
  await eventually('the first attempt', async () => {
    const [delivery] = await deliveriesOf(app, webhook, '?status=pending')
    return Number(delivery?.attempts) === 1
  })
  await app.call('PATCH', webhook.path, { is_active: false })
  const [canceled] = await untilListed(app, webhook, ['?status=failed', 1])
  assert.partialDeepStrictEqual(canceled, { status: 'failed', attempts: 1 })
  assert.notEqual(canceled?.completed_at, null)
  assert.notEqual(canceled?.error_message, null)
  assert.deepEqual(await deliveriesOf(app, webhook, '?status=pending'), [])

  // While it is off it gets nothing, not even later.
  await publish(app, 'campaign.created')
  sender.answer = () => answered(200)
  await app.call('PATCH', webhook.path, { is_active: true })
  await publish(app, 'campaign.created')
  await untilListed(app, webhook, ['?status=success', 1])
  assert.equal((await deliveriesOf(app, webhook)).length, 2)
})

test('a webhook gets the types that it asked for; `*` asks for all of this catalogue alone', async () => {
  await using app = await startTestApp({ sender: createTestSender() })
  const some = await createWebhook(app, { events: ['person.enriched', 'campaign.created'] })
  const all = await createWebhook(app, { events: ['*'] })
  for (const type of ['user.created', 'campaign.created', 'campaign.updated']) {
    await publish(app, type)
  }
  const [, ...others] = await untilListed(app, all, ['?status=success', 2])
  assert.equal(others[0]?.event, 'campaign.created')
  await untilListed(app, some, ['?status=success', 1])
})

test('a webhook that /v1 made is one of this API, and is shown by it in its own spelling', async () => {
  await using app = await startTestApp({ sender: createTestSender() })
  const { status, body } = await app.call('POST', '/v1/webhooks', {
    url: 'https://example.com/hooks',
    events: ['campaign.created'],
    profile: 'graph8',
    retry_delays_s: [5],
  })
  assert.equal(status, 201, JSON.stringify(body))
  const [listed] = Object.values((await app.call('GET', webhooksPath)).body.data ?? {})
  const webhook = { path: `${webhooksPath}/${textOf(listed?.id)}`, secret: textOf(body.secret) }
  assert.match(webhook.secret, /^whsec_[0-9a-f]{64}$/)
  await publish(app, 'campaign.created')
  const [delivery] = await untilListed(app, webhook, ['?status=success', 1])
  // As many retries as its own schedule has.
  assert.equal(delivery?.max_attempts, 1)
})

test('the test event of /v1 is the one that the product sends', async () => {
  const sender = createTestSender()
  await using app = await startTestApp({ sender })
  const webhook = await createWebhook(app, {})
  const uuid = webhook.path.split('/wh-').at(-1) ?? ''
  const tested = await app.call('POST', `/v1/webhooks/hook_${uuid.replaceAll('-', '')}/test`)
  assert.equal(tested.status, 200, JSON.stringify(tested.body))
  const [request] = sender.requests
  assert.ok(request)
  assert.equal(sentHeader(request, 'X-Studio-Event'), 'test')
  const { event, data } = JSON.parse(Buffer.from(request.body).toString('utf8'))
  assert.equal(event, 'test')
  assert.equal(
    JSON.stringify(data),
    '{"test":true,"message":"This is a test webhook from Graph8 Studio"}',
  )
})
