import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, type UserEvents } from '../../test/signed-delivery.ts'
import { EventFormatError, eventFromPayload, parseEvent } from './parse-event.ts'

test('an event is read from a string or from bytes, and its type narrows its data', () => {
  const text = JSON.stringify(event)
  for (const body of [text, new TextEncoder().encode(text)]) {
    const parsed = parseEvent<UserEvents>(body)
    assert.deepEqual(parsed, event)
    assert(parsed.type === 'user.created')
    const name: string = parsed.data.name
    assert.equal(name, 'Zoë')
  }
})

test('fields that the envelope does not name are kept', () => {
  assert.deepEqual(parseEvent(JSON.stringify({ ...event, channel: 'eu' })), {
    ...event,
    channel: 'eu',
  })
})

test('the envelope of Standard Webhooks gets its id from the signed header', () => {
  const payload = { type: 'a.b', timestamp: '2026-01-15T12:30:00Z', data: {} }
  const parsed = eventFromPayload(payload, 'msg_1')
  assert.equal(parsed.id, 'msg_1')
  assert.equal(parsed.created_at, '2026-01-15T12:30:00Z')
})

test('what is no event is an EventFormatError that says why', () => {
  const { id: _id, ...withoutId } = event
  const cases: readonly (readonly [string | Uint8Array, RegExp])[] = [
    ['', /not JSON/],
    ['{"id":', /not JSON/],
    [new Uint8Array([0x22, 0xff, 0x22]), /not JSON/],
    ['['.repeat(100_000), /not JSON/],
    ['null', /not a JSON object/],
    ['[]', /not a JSON object/],
    ['"text"', /not a JSON object/],
    [JSON.stringify(withoutId), /no id/],
    [JSON.stringify({ ...event, id: 7 }), /no id/],
    [JSON.stringify({ ...event, type: '' }), /no type/],
    [JSON.stringify({ ...event, created_at: null }), /no created_at/],
  ]
  for (const [body, message] of cases) {
    assert.throws(
      () => parseEvent(body),
      (error) => error instanceof EventFormatError && message.test(error.message),
      String(body).slice(0, 60),
    )
  }
})

test('an object instead of a body is a TypeError, not a format error', () => {
  // What a JavaScript caller can do, and the types forbid.
  assert.throws(() => parseEvent(event as unknown as string), { name: 'TypeError' })
})
