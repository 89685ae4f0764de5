import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../../../test/support/eventually.ts'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { stringAt, textOf } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'

async function publish(app: TestApp, fields: object = {}): Promise<string> {
  const event = { type: 'user.created', data: { n: 1 }, ...fields }
  return stringAt((await app.call('POST', '/v1/events', event)).body, 'id')
}

async function listIds(app: TestApp, query: string) {
  const { body } = await app.call('GET', `/v1/events${query}`)
  return { ids: Object.values(body.data ?? {}).map((event) => event?.id), next: body.next_cursor }
}

test('events are listed newest first, from cursor to cursor, each once', async () => {
  await using app = await startTestApp()
  const ids: string[] = []
  for (let count = 0; count < 5; count += 1) ids.unshift(await publish(app))
  const first = await listIds(app, '?limit=2')
  const second = await listIds(app, `?limit=2&cursor=${textOf(first.next)}`)
  await publish(app)
  const third = await listIds(app, `?limit=2&cursor=${textOf(second.next)}`)
  assert.deepEqual([...first.ids, ...second.ids, ...third.ids], ids)
  assert.equal(third.next, null)
})

test('an event in a list has no data, and its channels only if it has some', async () => {
  await using app = await startTestApp()
  await publish(app, { created_at: '2026-01-15T12:30:00Z' })
  await publish(app, { channels: ['eu'] })
  const { body } = await app.call('GET', '/v1/events')
  const [withChannels = {}, plain = {}] = Object.values(body.data ?? {})
  assert.deepEqual(Object.keys(plain), ['id', 'type', 'created_at', 'workspace'])
  assert.equal(plain['workspace'], app.workspace)
  assert.equal(plain.created_at, '2026-01-15T12:30:00Z')
  assert.deepEqual(withChannels.channels, ['eu'])
})

test('events are filtered by type and by the time of their acceptance', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:00:00Z'))
  await using app = await startTestApp({ clock })
  const early = await publish(app)
  await clock.advance(60_000)
  const late = await publish(app, { type: 'user.deleted' })
  assert.deepEqual((await listIds(app, '?type=user.deleted')).ids, [late])
  assert.deepEqual((await listIds(app, '?from=2026-01-15T12:01:00Z')).ids, [late])
  assert.deepEqual((await listIds(app, '?to=2026-01-15T12:01:00Z')).ids, [early])
  assert.deepEqual((await listIds(app, '?from=2026-01-15T13:00:30%2B01:00')).ids, [late])
})

test('an operator sees the events of all workspaces, page by page, and finds one by its id alone', async () => {
  await using app = await startTestApp()
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const elsewhere = { type: 'user.deleted', data: {}, workspace: other }
  const ids: string[] = []
  for (const _ of [1, 2]) {
    ids.unshift(await publish(app))
    ids.unshift(stringAt((await app.admin('POST', '/v1/events', elsewhere)).body, 'id'))
  }
  const list = async (query: string) => {
    const { body } = await app.admin('GET', `/v1/events?${query}`)
    const found = Object.values(body.data ?? {})
    return { found, ids: found.map((event) => event?.id), next: body.next_cursor }
  }
  const first = await list('limit=3')
  assert.deepEqual(first.found[0]?.['workspace'], other)
  const second = await list(`limit=3&cursor=${textOf(first.next)}`)
  assert.deepEqual([...first.ids, ...second.ids], ids)
  assert.equal(second.next, null)
  assert.deepEqual((await list('type=user.created')).ids, [ids[1], ids[3]])
  assert.deepEqual((await list(`workspace=${other}`)).ids, [ids[0], ids[2]])
  const { body } = await app.admin('GET', `/v1/events/${ids[0]}`)
  assert.equal(body['workspace'], other)
  assert.equal((await app.call('GET', `/v1/events/${ids[0]}`)).status, 404)
  assert.equal((await app.admin('GET', '/v1/events/evt_1')).status, 404)
  assert.deepEqual((await listIds(app, '')).ids, [ids[1], ids[3]])
})

test('a cursor of another list and a time that is none are refused', async () => {
  await using app = await startTestApp()
  await publish(app)
  await publish(app)
  const { next } = await listIds(app, '?limit=1')
  for (const query of [
    `cursor=${textOf(next)}&type=user.created`,
    'cursor=x',
    'cursor=',
    'from=yesterday',
    'to=2026-13-01T00:00:00Z',
    'limit=0',
    'colour=red',
  ]) {
    assert.equal((await app.call('GET', `/v1/events?${query}`)).status, 400, query)
  }
})

test('an event is got with its data and its deliveries, each with its webhook', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  const id = await publish(app, { channels: ['eu'], created_at: '2026-01-15T12:30:00Z' })
  const got = await eventually('the delivery to have arrived', async () => {
    const { body } = await app.call('GET', `/v1/events/${id}`)
    const [delivery] = Object.values(body.deliveries ?? {})
    return textOf(delivery?.status) === 'success' && body
  })
  const { deliveries, ...event } = got
  const expected = ['id', 'type', 'created_at', 'workspace', 'data', 'channels', 'deliveries']
  assert.deepEqual(Object.keys(got), expected)
  assert.deepEqual(event, {
    id,
    type: 'user.created',
    created_at: '2026-01-15T12:30:00Z',
    workspace: app.workspace,
    data: { n: 1 },
    channels: ['eu'],
  })
  const [delivery = {}] = Object.values(deliveries ?? {})
  assert.equal(delivery.event_id, id)
  assert.equal(delivery.webhook_id, created.body.id)
})

test('a foreign event is not there', async () => {
  await using app = await startTestApp()
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const { body } = await app.admin('POST', '/v1/events', {
    type: 'user.created',
    data: {},
    workspace: other,
  })
  const path = `/v1/events/${stringAt(body, 'id')}`
  assert.equal((await app.call('GET', path)).status, 404)
  assert.equal((await app.call('POST', `${path}/replay`)).status, 404)
  assert.equal((await app.admin('GET', `${path}?workspace=${other}`)).status, 200)
  assert.equal((await app.call('GET', '/v1/events/evt_1')).status, 404)
})

test('a replay goes to every active webhook that wants the event now, with the same event id', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const id = await publish(app)
  for (const [path, fields] of [
    ['wants', { events: ['user.created'] }],
    ['does-not', { events: ['user.deleted'] }],
    ['off', { events: ['*'], active: false }],
  ] as const) {
    await app.call('POST', '/v1/webhooks', { url: `${receiver.url}/${path}`, ...fields })
  }
  const { status, body } = await app.call('POST', `/v1/events/${id}/replay`)
  assert.equal(status, 202)
  assert.equal(body.event_id, id)
  const [delivery = {}, ...others] = Object.values(body.deliveries ?? {})
  assert.deepEqual(others, [])
  assert.deepEqual(Object.keys(delivery), ['id', 'webhook_id'])
  await eventually('the replay to arrive', () => receiver.requests.length === 1)
  assert.equal(receiver.requests[0]?.path, '/hook/wants')
  assert.equal(receiver.requests[0]?.headers['webhook-id'], id)
  await eventually('the replay to be recorded', async () => {
    const got = await app.call('GET', `/v1/deliveries/${stringAt(delivery, 'id')}`)
    return textOf(got.body.status) === 'success'
  })
})

test('a replay to named webhooks goes to those alone, and only if they may have it', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const id = await publish(app)
  const create = async (fields: object) => {
    const wanted = { url: receiver.url, events: ['user.created'], ...fields }
    return stringAt((await app.call('POST', '/v1/webhooks', wanted)).body, 'id')
  }
  const [one, other] = [await create({}), await create({})]
  const off = await create({ active: false })
  const uninterested = await create({ events: ['user.deleted'] })
  const elsewhere = await create({ channels: ['eu'] })
  const replay = (webhooks: unknown) => app.call('POST', `/v1/events/${id}/replay`, { webhooks })
  const { status, body } = await replay([other, other])
  assert.equal(status, 202)
  assert.deepEqual(
    Object.values(body.deliveries ?? {}).map((delivery) => delivery?.webhook_id),
    [other],
  )
  await eventually('the replay to arrive', () => receiver.requests.length === 1)
  for (const [webhook, expected] of [
    [off, 409],
    [uninterested, 400],
    [elsewhere, 400],
    ['hook_1', 400],
  ] as const) {
    const answer = await replay([one, webhook])
    assert.equal(answer.status, expected)
    assert.equal(answer.body.error?.details?.field, 'webhooks[1]')
  }
  assert.equal((await replay([])).status, 400)
  assert.equal(receiver.requests.length, 1)
})
