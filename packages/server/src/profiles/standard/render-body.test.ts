import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Event } from '../../domain/event.ts'
import { renderBody } from './render-body.ts'

const id = '019a8f3b2c4d7e5f8a1b3c5d7e9f0000'

function eventOf(data: string, fields: Partial<Event> = {}): Event {
  return {
    id,
    workspaceId: '019a8f3b2c4d7e5f8a1b3c5d7e9f1111',
    type: 'user.created',
    data: Buffer.from(data),
    channels: [],
    subject: null,
    occurredAtMs: Date.parse('2026-01-15T12:30:00.999Z'),
    acceptedAtMs: Date.parse('2026-01-15T12:31:00Z'),
    isTest: false,
    ...fields,
  }
}

function render(event: Event): string {
  return Buffer.from(renderBody(event)).toString('utf8')
}

test('the body has the fields of the generic page, in its order', () => {
  const data = '{"id":"user_123","name":"John Doe","email":"john@example.com","status":"active"}'
  assert.equal(
    render(eventOf(data)),
    `{"id":"evt_${id}","type":"user.created","created_at":"2026-01-15T12:30:00Z","data":${data}}`,
  )
})

test('a test event shows in its id', () => {
  assert.match(render(eventOf('{}', { isTest: true })), new RegExp(`^\\{"id":"evt_test_${id}",`))
})

test('data that JavaScript would write otherwise is written as JavaScript would', () => {
  const cases = [
    ['{ "a" : 1.0 }', '{"a":1}'],
    ['{"b":1,"2":2,"1":3}', '{"1":3,"2":2,"b":1}'],
    ['{"a":"\\u00e9\\/"}', '{"a":"é/"}'],
    ['{"a":1E3}', '{"a":1000}'],
  ] as const
  for (const [published, sent] of cases) {
    assert.equal(JSON.stringify(JSON.parse(render(eventOf(published))).data), sent)
    assert.ok(render(eventOf(published)).endsWith(`"data":${sent}}`))
  }
})

test('a number that no double holds keeps its digits', () => {
  const data = '{"n":12345678901234567890}'
  assert.ok(render(eventOf(data)).endsWith(`"data":${data}}`))
})

test('events that are rendered in turn do not mix', () => {
  const [one, other] = [eventOf('{"n":1}'), eventOf('{"n":2}')]
  const bodies = [one, one, other, one].map(render)
  assert.deepEqual(
    bodies.map((body) => JSON.parse(body).data.n),
    [1, 1, 2, 1],
  )
})

test('whatever is published, parsing and writing the body gives the body', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), (data, indent) => {
      const body = render(eventOf(JSON.stringify(data, null, indent)))
      assert.equal(JSON.stringify(JSON.parse(body)), body)
      assert.deepEqual(JSON.parse(body).data, JSON.parse(JSON.stringify(data)))
    }),
  )
})
