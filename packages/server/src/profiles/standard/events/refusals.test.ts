import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const event = { type: 'user.created', data: {} }

function withData(data: string): string {
  return `{"type":"user.created","data":${data}}`
}

const deep = '['.repeat(10_000) + ']'.repeat(10_000)

/** What is wrong with an event, the status, and the field that is named. */
const refusals: readonly (readonly [string, unknown, number, string | undefined])[] = [
  ['no body', '', 400, undefined],
  ['broken JSON', '{"type":"user.created","data":{}', 400, undefined],
  ['text after it', `${JSON.stringify(event)}x`, 400, undefined],
  ['a list', [event], 400, undefined],
  ['no type', { data: {} }, 400, 'type'],
  ['an empty type', { ...event, type: '' }, 400, 'type'],
  ['a type with a space', { ...event, type: 'user created' }, 400, 'type'],
  ['a type with a line end', { ...event, type: 'user.created\r\nX: y' }, 400, 'type'],
  ['a type without end', { ...event, type: 'x'.repeat(129) }, 400, 'type'],
  ['an unknown type', { ...event, type: 'user.exploded' }, 400, 'type'],
  ['a type that is a number', { ...event, type: 7 }, 400, 'type'],
  ['no data', { type: 'user.created' }, 400, 'data'],
  ['data that is a list', { ...event, data: [] }, 400, 'data'],
  ['data that is null', { ...event, data: null }, 400, 'data'],
  ['data over the limit', { ...event, data: { x: 'x'.repeat(262_144) } }, 413, 'data'],
  ['a body over every limit', { ...event, data: { x: 'x'.repeat(1_300_000) } }, 413, undefined],
  [
    '65 levels',
    withData(`{"a":${'['.repeat(64)}${']'.repeat(64)}}`),
    400,
    `data.a${'[0]'.repeat(63)}`,
  ],
  ['a number out of range', withData('{"a":[1,1e999]}'), 400, 'data.a[1]'],
  ['a number without end', withData(`{"a":${'1'.repeat(1001)}}`), 400, 'data.a'],
  ['a key twice', withData('{"a":{"b":1,"\\u0062":2}}'), 400, 'data.a.b'],
  ['half of a pair', withData('{"a":"\\ud800"}'), 400, 'data.a'],
  ['an unknown field', { ...event, colour: 'red' }, 400, 'colour'],
  ['an empty id', { ...event, id: '' }, 400, 'id'],
  ['an id without end', { ...event, id: 'x'.repeat(257) }, 400, 'id'],
  ['an id with a control character', { ...event, id: 'a\u0000b' }, 400, 'id'],
  ['an id that is a number', { ...event, id: 7 }, 400, 'id'],
  ['a time that is none', { ...event, created_at: 'yesterday' }, 400, 'created_at'],
  ['a time without its offset', { ...event, created_at: '2026-01-15T12:30:00' }, 400, 'created_at'],
  ['a day that is none', { ...event, created_at: '2026-02-30T12:30:00Z' }, 400, 'created_at'],
  ['channels as text', { ...event, channels: 'eu' }, 400, 'channels'],
  ['a channel that is a number', { ...event, channels: [7] }, 400, 'channels'],
  ['an empty channel', { ...event, channels: [''] }, 400, 'channels[0]'],
  [
    'too many channels',
    { ...event, channels: Array.from({ length: 11 }, String) },
    400,
    'channels',
  ],
  ['a foreign workspace', { ...event, workspace: `ws_${'0'.repeat(32)}` }, 404, undefined],
  ['a workspace that is none', { ...event, workspace: 'mine' }, 404, undefined],
]

test('what is wrong with an event is said in a sentence, with its field', async () => {
  await using app = await startTestApp()
  for (const [what, body, status, field] of refusals) {
    const answer = await app.call('POST', '/v1/events', body)
    assert.equal(answer.status, status, what)
    assert.deepEqual(Object.keys(answer.body), ['error'], what)
    assert.match(stringAt(answer.body.error, 'message'), /^[A-Z`].{10}/, what)
    assert.equal(answer.body.error?.details?.field, field, what)
  }
  assert.deepEqual((await app.call('GET', '/v1/events')).body, { data: [], next_cursor: null })
})

test('ten thousand levels are refused, in an event and in a batch', async () => {
  await using app = await startTestApp()
  assert.equal((await app.call('POST', '/v1/events', withData(`{"a":${deep}}`))).status, 400)
  const batch = await app.call(
    'POST',
    '/v1/events/batch',
    `{"events":[${withData(`{"a":${deep}}`)}]}`,
  )
  assert.equal(batch.status, 202)
  assert.equal(Object.values(batch.body.data ?? {})[0]?.error?.code, 'validation_error')
})

test('bytes that are no UTF-8 are refused', async () => {
  await using app = await startTestApp()
  const created = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'publisher',
    scopes: ['publish'],
  })
  const response = await fetch(`${app.url}/v1/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stringAt(created.body, 'key')}`,
      'content-type': 'application/json',
    },
    body: Buffer.concat([
      Buffer.from('{"type":"user.created","data":{"a":"'),
      Buffer.from([0xff]),
      Buffer.from('"}}'),
    ]),
  })
  assert.equal(response.status, 400)
})

test('an id and a header that differ are refused, and so is a header that is no key', async () => {
  await using app = await startTestApp()
  const differing = await app.call(
    'POST',
    '/v1/events',
    { ...event, id: 'one' },
    {
      'idempotency-key': 'two',
    },
  )
  assert.equal(differing.status, 400)
  assert.equal(differing.body.error?.details?.field, 'id')
  const long = await app.call('POST', '/v1/events', event, { 'idempotency-key': 'x'.repeat(257) })
  assert.equal(long.status, 400)
})

test('another content type is refused', async () => {
  await using app = await startTestApp()
  const answer = await app.call('POST', '/v1/events', event, { 'content-type': 'text/plain' })
  assert.equal(answer.status, 415)
})

test('an event that does not fit its type’s schema is refused', async () => {
  await using app = await startTestApp()
  await app.admin('POST', '/v1/event-types', {
    name: 'invoice.paid',
    schema: { type: 'object', required: ['amount'] },
  })
  const wrong = await app.call('POST', '/v1/events', { type: 'invoice.paid', data: {} })
  assert.equal(wrong.status, 400)
  const right = await app.call('POST', '/v1/events', { type: 'invoice.paid', data: { amount: 7 } })
  assert.equal(right.status, 202)
})
