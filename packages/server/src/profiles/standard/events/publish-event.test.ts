import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../../../test/support/eventually.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const data = { id: 'user_123', name: 'John Doe' }

test('an event is accepted with its id, type and time, and arrives as the page says', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['user.created'] })
  const { status, headers, body } = await app.call('POST', '/v1/events', {
    type: 'user.created',
    data,
    created_at: '2026-01-15T13:30:00.5+01:00',
  })
  assert.equal(status, 202)
  assert.match(headers.get('content-type') ?? '', /^application\/json/)
  assert.deepEqual(Object.keys(body), ['id', 'type', 'created_at'])
  assert.match(stringAt(body, 'id'), /^evt_[0-9a-f]{32}$/)
  assert.equal(body.created_at, '2026-01-15T12:30:00Z')
  await eventually('the event to arrive', () => receiver.requests.length === 1)
  assert.equal(
    String(receiver.requests[0]?.body),
    `{"id":"${stringAt(body, 'id')}","type":"user.created","created_at":"2026-01-15T12:30:00Z","data":${JSON.stringify(data)}}`,
  )
})

test('without a time the answer and the delivery show the same one', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  const { body } = await app.call('POST', '/v1/events', { type: 'user.created', data })
  await eventually('the event to arrive', () => receiver.requests.length === 1)
  assert.equal(JSON.parse(String(receiver.requests[0]?.body)).created_at, body.created_at)
})

test('an event goes to webhooks that want its type and one of its channels', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const subscriptions: readonly (readonly [string, object])[] = [
    ['type', { events: ['user.created'] }],
    ['all', { events: ['*'] }],
    ['other-type', { events: ['user.deleted'] }],
    ['channel', { events: ['user.created'], channels: ['eu', 'us'] }],
    ['other-channel', { events: ['user.created'], channels: ['asia'] }],
    ['off', { events: ['user.created'], active: false }],
  ]
  for (const [path, fields] of subscriptions) {
    await app.call('POST', '/v1/webhooks', { url: `${receiver.url}/${path}`, ...fields })
  }
  await app.call('POST', '/v1/events', { type: 'user.created', data, channels: ['eu'] })
  await eventually('three deliveries', () => receiver.requests.length === 3)
  assert.deepEqual(receiver.requests.map(({ path }) => path.slice('/hook/'.length)).toSorted(), [
    'all',
    'channel',
    'type',
  ])
})

test('a repeat with the same key gets the first answer and sends nothing', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  const event = { type: 'user.created', data, created_at: '2026-01-15T12:30:00Z' }
  const byHeader = { 'idempotency-key': 'order 7' }
  const first = await app.call('POST', '/v1/events', event, byHeader)
  assert.equal(first.status, 202)
  assert.equal(first.headers.get('idempotent-replayed'), null)
  const repeats = [
    await app.call('POST', '/v1/events', event, byHeader),
    await app.call('POST', '/v1/events', { ...event, id: 'order 7' }),
    await app.call('POST', '/v1/events', { ...event, id: 'order 7' }, byHeader),
  ]
  for (const repeat of repeats) {
    assert.equal(repeat.status, 202)
    assert.equal(repeat.headers.get('idempotent-replayed'), 'true')
    assert.deepEqual(repeat.body, first.body)
  }
  const other = await app.call('POST', '/v1/events', { ...event, data: {} }, byHeader)
  assert.equal(other.status, 409)
  assert.equal(other.body.error?.code, 'conflict')
  await eventually('the one event', () => receiver.requests.length === 1)
  const { body } = await app.call('GET', '/v1/events')
  assert.equal(Object.values(body.data ?? {}).length, 1)
})

test('a key that was used in one workspace is free in another', async () => {
  await using app = await startTestApp()
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const event = { type: 'user.created', data, id: 'one' }
  const first = await app.call('POST', '/v1/events', event)
  const second = await app.admin('POST', '/v1/events', { ...event, workspace: other })
  assert.equal(second.status, 202)
  assert.notEqual(second.body.id, first.body.id)
})

test('data comes back byte for byte', async () => {
  await using app = await startTestApp()
  const published = '{ "n": 12345678901234567890, "x": 1.10, "\\u00e9": [ ] }'
  const { body } = await app.call(
    'POST',
    '/v1/events',
    `{"type":"user.created","data":${published}}`,
  )
  const created = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'reader',
    scopes: ['read'],
  })
  const response = await fetch(`${app.url}/v1/events/${stringAt(body, 'id')}`, {
    headers: { authorization: `Bearer ${stringAt(created.body, 'key')}` },
  })
  assert.ok((await response.text()).includes(`"data":${published},"deliveries":[]`))
})
