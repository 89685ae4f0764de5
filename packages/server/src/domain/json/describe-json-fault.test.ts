import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeJsonFault } from './describe-json-fault.ts'
import { scanBatch } from './scan-batch.ts'
import { scanJson, scanObject } from './scan-json.ts'

function sentenceFor(json: string): string {
  const scan = scanJson(Buffer.from(json), { maxDepth: 2 })
  assert.ok(!scan.ok)
  return describeJsonFault(scan.fault)
}

test('each fault has a sentence that names its place', () => {
  assert.equal(
    sentenceFor('\ufeff1'),
    'The body must be UTF-8 without a byte order mark; byte 0 is not.',
  )
  assert.equal(sentenceFor('[1'), 'The body is not valid JSON: expected "," or "]" at byte 2.')
  assert.equal(sentenceFor('{"a":1,"a":2}'), '`a` stands twice in the same object.')
  assert.equal(sentenceFor('{"a":[[]]}'), '`a[0]` is nested deeper than 2 levels.')
  assert.equal(
    sentenceFor('1e999'),
    'The JSON value is beyond the range of a double; send it as a string.',
  )
  assert.equal(
    sentenceFor(`[${'1'.repeat(1001)}]`),
    '`[0]` has more than 1000 digits; send it as a string.',
  )
  assert.equal(
    sentenceFor(String.raw`["\ud800"]`),
    '`[0]` has half of a surrogate pair at byte 2, which UTF-8 cannot carry.',
  )
})

test('a wrong shape is told with what is wanted', () => {
  const scan = scanObject(Buffer.from('[]'), { maxDepth: 2 })
  assert.ok(!scan.ok)
  assert.equal(describeJsonFault(scan.fault), 'The JSON value must be an object.')
  for (const [json, sentence] of Object.entries({
    '{}': '`events` is required and must be an array.',
    '{"events":1}': '`events` must be an array.',
    '{"events":[{},{}]}': '`events` may hold at most 1 items.',
  })) {
    const batch = scanBatch(Buffer.from(json), { listKey: 'events', maxItems: 1, maxDepth: 2 })
    assert.ok(!batch.ok)
    assert.equal(describeJsonFault(batch.fault), sentence)
  }
})
