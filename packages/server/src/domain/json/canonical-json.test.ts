import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { spelledJson } from '../../../test/support/spelled-json.ts'
import { canonicalJson } from './canonical-json.ts'
import { scanJson, scanObject } from './scan-json.ts'

function canonical(json: string): string {
  return canonicalJson(Buffer.from(json)).toString()
}

test('the bytes are those of JSON.stringify(JSON.parse()), save for numbers no double holds', () => {
  fc.assert(
    fc.property(spelledJson, ({ json, expected, isExact }) => {
      const bytes = canonical(json)
      assert.equal(bytes, expected)
      if (isExact) assert.equal(bytes, JSON.stringify(JSON.parse(json)))
      assert.equal(canonical(bytes), bytes)
    }),
    { numRuns: 2000 },
  )
})

test('the scanner says canonical exactly when canonicalJson would change nothing', () => {
  fc.assert(
    fc.property(spelledJson, ({ json, expected }) => {
      const scan = scanJson(Buffer.from(json), { maxDepth: 64 })
      assert.ok(scan.ok)
      assert.equal(scan.value.canonical, json === expected)
      const rescan = scanObject(Buffer.from(`{"data" : ${expected} }`), { maxDepth: 64 })
      assert.ok(rescan.ok)
      assert.equal(rescan.members[0]?.canonical, true)
    }),
    { numRuns: 2000 },
  )
})

test('whatever JSON.stringify writes is canonical', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const json = JSON.stringify(value)
      const scan = scanJson(Buffer.from(json), { maxDepth: 64 })
      assert.ok(scan.ok && scan.value.canonical)
      assert.equal(canonical(json), json)
    }),
  )
})

test('numbers keep their value, and their digits where no double has it', () => {
  for (const [json, expected] of Object.entries({
    '-0': '0',
    '1.0': '1',
    '1E5': '100000',
    '100000000000000000000000': '1e+23',
    '12345678901234567890': '12345678901234567890',
    '9007199254740993': '9007199254740993',
    '0.1000000000000000055511151231257827': '0.1000000000000000055511151231257827',
    '1e-999': '1e-999',
    '-1e-0000999': '-1e-0000999',
    '0e999999': '0',
    '1.7976931348623157e308': '1.7976931348623157e+308',
  })) {
    assert.equal(canonical(json), expected)
  }
})

test('hostile keys survive', () => {
  assert.equal(
    canonical('{"b":1, "__proto__":{"x":12345678901234567890}, "10":2, "constructor":3, "9":4}'),
    '{"9":4,"10":2,"b":1,"__proto__":{"x":12345678901234567890},"constructor":3}',
  )
})

test('a large value is respelled in one go', () => {
  const json = `[${Array.from({ length: 100_000 }, (_, i) => `{"n":1234567890123456789${i}}`).join(', ')}]`
  assert.equal(canonical(json), json.replaceAll(', ', ','))
})
