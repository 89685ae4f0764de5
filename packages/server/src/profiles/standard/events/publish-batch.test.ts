import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../../../test/support/eventually.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const path = '/v1/events/batch'
const event = { type: 'user.created', data: { n: 1 } }

test('each event of a batch has its own result, in order', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  const { status, body } = await app.call('POST', path, {
    events: [
      { ...event, created_at: '2026-01-15T12:30:00Z' },
      { ...event, type: 'user.exploded' },
      { ...event, data: 7 },
      { type: 'user.deleted', data: {} },
    ],
  })
  assert.equal(status, 202)
  const results = Object.values(body.data ?? {})
  assert.equal(results.length, 4)
  assert.deepEqual(Object.keys(results[0] ?? {}), ['id', 'type', 'created_at'])
  assert.equal(results[0]?.created_at, '2026-01-15T12:30:00Z')
  assert.equal(results[1]?.error?.code, 'validation_error')
  assert.equal(results[1]?.error?.details?.field, 'events[1].type')
  assert.equal(results[2]?.error?.details?.field, 'events[2].data')
  assert.equal(results[3]?.type, 'user.deleted')
  await eventually('both events', () => receiver.requests.length === 2)
  const ids = receiver.requests.map((request) => JSON.parse(String(request.body)).id)
  assert.deepEqual(new Set(ids), new Set([results[0]?.id, results[3]?.id]))
})

test('an event that is JSON but refused by the scanner costs no other', async () => {
  await using app = await startTestApp()
  const { status, body } = await app.call(
    'POST',
    path,
    `{"events":[{"type":"user.created","data":{"a":1,"a":2}},7,${JSON.stringify(event)}]}`,
  )
  assert.equal(status, 202)
  const [twice, number, good] = Object.values(body.data ?? {})
  assert.equal(twice?.error?.details?.field, 'events[0].data.a')
  assert.equal(number?.error?.details?.field, 'events[1]')
  assert.match(stringAt(good, 'id'), /^evt_/)
})

test('a body that is broken, empty or too long is refused as a whole', async () => {
  await using app = await startTestApp()
  const thousandAndOne = { events: Array.from({ length: 1001 }, () => event) }
  for (const [body, field] of [
    [`{"events":[${JSON.stringify(event)},{]}`, undefined],
    [{ events: [] }, 'events'],
    [{}, 'events'],
    [{ events: {} }, 'events'],
    [[event], undefined],
    [{ events: [event], colour: 'red' }, 'colour'],
    [{ events: [event], workspace: 7 }, 'workspace'],
    [thousandAndOne, 'events'],
  ] as const) {
    const answer = await app.call('POST', path, body)
    assert.equal(answer.status, 400)
    assert.equal(answer.body.error?.details?.field, field)
  }
  assert.deepEqual((await app.call('GET', '/v1/events')).body.data, [])
})

test('a thousand events are one batch, and a duplicate in it costs only itself', async () => {
  await using app = await startTestApp()
  const events = Array.from({ length: 1000 }, (_, index) => ({ ...event, id: `id ${index % 999}` }))
  const first = await app.call('POST', path, { events })
  assert.equal(first.status, 202)
  const ids = Object.values(first.body.data ?? {}).map((result) => stringAt(result, 'id'))
  assert.equal(ids.length, 1000)
  assert.equal(new Set(ids).size, 999)
  assert.equal(ids[0], ids[999])
  const again = await app.call('POST', path, { events })
  assert.deepEqual(
    Object.values(again.body.data ?? {}).map((result) => stringAt(result, 'id')),
    ids,
  )
})

test('a key of the server names the workspace once for all, or for each event', async () => {
  await using app = await startTestApp()
  const { workspace } = app
  const unnamed = await app.admin('POST', path, { events: [event] })
  assert.equal(Object.values(unnamed.body.data ?? {})[0]?.error?.code, 'validation_error')
  const { body } = await app.admin('POST', path, {
    workspace,
    events: [event, { ...event, workspace }, { ...event, workspace: 'ws_1' }],
  })
  const [first, second, third] = Object.values(body.data ?? {})
  assert.match(stringAt(first, 'id') + stringAt(second, 'id'), /^evt_.*evt_/)
  assert.equal(third?.error?.code, 'not_found')
})

test('a header cannot be the key of many events', async () => {
  await using app = await startTestApp()
  const { status } = await app.call('POST', path, { events: [event] }, { 'idempotency-key': 'x' })
  assert.equal(status, 400)
})
