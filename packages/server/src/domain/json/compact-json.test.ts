import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { spelledObject } from '../../../test/support/spelled-json.ts'
import { compactJson } from './compact-json.ts'

function compact(text: string): string {
  return Buffer.from(compactJson(Buffer.from(text))).toString('utf8')
}

test('whitespace goes where it means nothing, and nothing else changes', () => {
  const cases = [
    ['{ "a" : [ 1.10 ,\t2E+3 ] ,\r\n"1":-0 }\n', '{"a":[1.10,2E+3],"1":-0}'],
    [' {} ', '{}'],
    ['{"a b" : "c \\" \\\\" , "\\u0020":" "}', '{"a b":"c \\" \\\\","\\u0020":" "}'],
    ['{"n": 12345678901234567890, "é": "ü  \u2003"}', '{"n":12345678901234567890,"é":"ü  \u2003"}'],
  ] as const
  for (const [text, expected] of cases) assert.equal(compact(text), expected)
})

test('a text without whitespace is not copied', () => {
  const bytes = Buffer.from('{"a":"b c"}')
  assert.equal(compactJson(bytes), bytes)
})

test('the bytes of a view are those between its own ends', () => {
  const bytes = new Uint8Array(Buffer.from(' x{"a": 1}" '))
  assert.equal(Buffer.from(compactJson(bytes.subarray(2, 10))).toString('utf8'), '{"a":1}')
})

test('whatever the JSON, its tokens stay as they were written', () => {
  fc.assert(
    fc.property(spelledObject, ({ json }) => {
      const tokens = json.replaceAll(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/gs, '$1')
      assert.equal(compact(json), tokens)
    }),
  )
})
