import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { spelledObject } from '../../../test/support/spelled-json.ts'
import type { Event } from '../../domain/event.ts'
import { renderBody } from './render-body.ts'

function bodyOf(data: string): string {
  const event: Event = {
    id: '019a8f3b2c4d7e5f8a1b3c5d7e9f0000',
    workspaceId: '019a8f3b2c4d7e5f8a1b3c5d7e9f0000',
    type: 'lookup.completed',
    data: Buffer.from(data),
    channels: [],
    subject: null,
    occurredAtMs: Date.parse('2026-05-02T12:00:00.999Z'),
    acceptedAtMs: Date.parse('2026-05-03T12:00:00Z'),
    isTest: false,
  }
  return Buffer.from(renderBody(event)).toString('utf8')
}

function envelope(data: string): string {
  return `{"event":"lookup.completed","data":${data},"created_at":"2026-05-02T12:00:00Z"}`
}

test('the body is event, data and the time of the event, without whitespace', () => {
  assert.equal(
    bodyOf('{ "email": "satya@microsoft.com",\n  "lookup_id": "lu_abc123" }'),
    envelope('{"email":"satya@microsoft.com","lookup_id":"lu_abc123"}'),
  )
})

test('numbers keep their digits, and keys their place', () => {
  const data =
    '{"b":12345678901234567890,"2":1.10,"1":-0.0,"__proto__":{"constructor":1E5},"a":"\\u00e9 \\/"}'
  assert.equal(bodyOf(data), envelope(data))
})

test('whatever is published, its tokens arrive as they were written', () => {
  fc.assert(
    fc.property(spelledObject, ({ json }) => {
      const tokens = json.replaceAll(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/gs, '$1')
      assert.equal(bodyOf(json), envelope(tokens))
    }),
  )
})
