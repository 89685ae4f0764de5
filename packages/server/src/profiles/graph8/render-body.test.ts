import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { spelledObject } from '../../../test/support/spelled-json.ts'
import type { Event } from '../../domain/event.ts'
import { canonicalJson } from '../../domain/json/canonical-json.ts'
import { renderBody } from './render-body.ts'

function render(data: string, fields: Partial<Event> = {}): string {
  const body = renderBody({
    id: '019a8f3b2c4d7e5f8a1b3c5d7e9f0000',
    workspaceId: '019a8f3b2c4d7e5f8a1b3c5d7e9f1111',
    type: 'campaign.created',
    data: Buffer.from(data),
    channels: [],
    subject: null,
    occurredAtMs: Date.parse('2026-05-25T12:34:56.789Z'),
    acceptedAtMs: Date.parse('2026-05-25T12:35:00Z'),
    isTest: false,
    ...fields,
  })
  return Buffer.from(body).toString('utf8')
}

const head =
  '{"event":"campaign.created","timestamp":"2026-05-25T12:34:56.789000Z","org_id":"019a8f3b-2c4d-7e5f-8a1b-3c5d7e9f1111","data":'
const tail = ',"id":"019a8f3b-2c4d-7e5f-8a1b-3c5d7e9f0000"}'

test('the envelope tells type, time, organization, data and event, in this order', () => {
  assert.equal(render('{"id":"camp_1"}'), `${head}{"id":"camp_1"}${tail}`)
})

test('data keeps its digits, its keys and their order', () => {
  const data =
    '{"b":1.10,"1":12345678901234567890,"__proto__":{"constructor":-0E+2},"é":"\\u00e9 /"}'
  assert.equal(render(data), head + data + tail)
  assert.equal(render('{ "a" : [ 1 ,\n2 ] }'), `${head}{"a":[1,2]}${tail}`)
})

test('whatever is published stands in the body with its value', () => {
  fc.assert(
    fc.property(spelledObject, ({ json }) => {
      const data = render(json).slice(head.length, -tail.length)
      assert.deepEqual(canonicalJson(Buffer.from(data)), canonicalJson(Buffer.from(json)))
    }),
  )
})
