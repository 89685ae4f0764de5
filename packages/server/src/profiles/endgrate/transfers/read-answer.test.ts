import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAnswer, type SourcePage } from './read-answer.ts'

const limits = { cursor: 'c1', maxRecordBytes: 1000 }

function page(text: string, fields: Partial<typeof limits> = {}): SourcePage {
  const read = readAnswer(Buffer.from(text), { ...limits, ...fields })
  if ('problem' in read) assert.fail(read.problem)
  return read
}

function problem(answer: string | object, fields: Partial<typeof limits> = {}): string {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
  const read = readAnswer(Buffer.from(text), { ...limits, ...fields })
  return 'problem' in read ? read.problem : assert.fail(`${text} was accepted`)
}

test('records come out in the bytes that went in', () => {
  const records = [
    '{"id":"1","data":{"n":12345678901234567890,"x":1.10,"__proto__":{}},"associations":{}}',
    '{ "id" : 7e2, "data" : { "é" : "\\u00e9" } , "more": [1.0] }',
  ]
  const read = page(` { "records" : [ ${records.join(' , ')} ] , "has_more" : false } `)
  assert.deepEqual(read.records.map(String), records)
  assert.deepEqual([read.nextCursor, read.hasMore], [null, false])
})

test('what follows is told by cursor and has_more', () => {
  const more = page('{"records":[],"next_cursor":"c\\u0032","has_more":true}')
  assert.deepEqual(more, { records: [], nextCursor: 'c2', hasMore: true })
  const last = page('{"has_more":false,"next_cursor":"c1","records":[]}')
  assert.deepEqual(last, { records: [], nextCursor: 'c1', hasMore: false })
  const none = page('{"records":[],"next_cursor":null,"has_more":false,"took_ms":3}')
  assert.equal(none.nextCursor, null)
})

test('an answer that is no page is refused, and says why', () => {
  const record = { id: '1', data: {} }
  for (const [answer, expected] of [
    ['', /expected/],
    ['<html>', /expected/],
    ['[]', /must be an object/],
    ['{"has_more":false}', /`records` is required/],
    [{ records: {}, has_more: false }, /`records` must be an array/],
    ['{"records":[],"records":[],"has_more":false}', /twice/],
    [{ records: [] }, /has_more has to be true or false/],
    [{ records: [], has_more: 'false' }, /has_more has to be true or false/],
    [{ records: [], has_more: false, next_cursor: 7 }, /next_cursor has to be/],
    [{ records: [], has_more: false, next_cursor: 'x'.repeat(4097) }, /next_cursor has to be/],
    [{ records: [], has_more: true }, /does not lead on/],
    [{ records: [], has_more: true, next_cursor: 'c1' }, /does not lead on/],
    [{ records: [record, 7], has_more: false }, /^records\[1\]: .* must be an object/],
    [{ records: [{ data: {} }], has_more: false }, /^records\[0\]: id has to be/],
    [{ records: [{ id: null, data: {} }], has_more: false }, /id has to be/],
    [{ records: [{ id: '1' }], has_more: false }, /data has to be an object/],
    [{ records: [{ id: '1', data: [] }], has_more: false }, /data has to be an object/],
    [{ records: [{ ...record, associations: [] }], has_more: false }, /associations has to be/],
    [
      { records: [{ id: '1', data: { s: 'x'.repeat(1000) } }], has_more: false },
      /has room for 1000/,
    ],
    ['{"records":[{"id":"1","data":{"n":1e999}}],"has_more":false}', /range of a double/],
    ['{"records":[{"id":"1","data":{"a":1,"a":2}}],"has_more":false}', /twice/],
    [
      `{"records":[{"id":"1","data":${'{"a":'.repeat(70)}1${'}'.repeat(70)}}],"has_more":false}`,
      /nested/,
    ],
  ] as const) {
    assert.match(problem(answer), expected)
  }
  const many = Array.from({ length: 10_001 }, () => record)
  assert.match(problem({ records: many, has_more: false }), /at most 10000 items/)
})
