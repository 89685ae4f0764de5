import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeString, decodeStrings } from './decode-string.ts'
import type { JsonFault } from './json-fault.ts'
import { scanJson, scanObject } from './scan-json.ts'

const options = { maxDepth: 64 }

function faultOf(json: string | Buffer): JsonFault {
  const scan = scanJson(Buffer.from(json), options)
  assert.ok(!scan.ok, 'expected a fault')
  return scan.fault
}

function isCanonical(json: string): boolean {
  const scan = scanJson(Buffer.from(json), options)
  assert.ok(scan.ok, json)
  return scan.value.canonical
}

test('members are told in order, with the offsets of their values', () => {
  const body = Buffer.from(
    ' {"type" : "user.created","data":{"é": [1, 2]},"n":-1,"t":true,"x":null} ',
  )
  const scan = scanObject(body, options)
  assert.ok(scan.ok)
  assert.deepEqual(
    scan.members.map(({ key, kind, start, end, canonical }) => [
      key,
      kind,
      body.toString('utf8', start, end),
      canonical,
    ]),
    [
      ['type', 'string', '"user.created"', true],
      ['data', 'object', '{"é": [1, 2]}', false],
      ['n', 'number', '-1', true],
      ['t', 'boolean', 'true', true],
      ['x', 'null', 'null', true],
    ],
  )
})

test('keys are decoded, whichever came in earlier scans', () => {
  const keys = [
    '',
    'type',
    'tyqe',
    '\u00e9',
    '\u00c3\u00a9',
    '__proto__',
    'k'.repeat(40),
    '\n',
    '😀',
  ]
  for (const key of [...keys, ...keys.toReversed()]) {
    const scan = scanObject(Buffer.from(JSON.stringify({ [key]: 1 })), options)
    assert.ok(scan.ok)
    assert.equal(scan.members[0]?.key, key)
  }
  const escaped = scanObject(Buffer.from(String.raw`{"t\u0079pe":1}`), options)
  assert.ok(escaped.ok)
  assert.equal(escaped.members[0]?.key, 'type')
})

test('an empty object has no members', () => {
  assert.deepEqual(scanObject(Buffer.from('{ }'), options), { ok: true, members: [] })
})

test('members that are wanted can be decoded', () => {
  const body = Buffer.from(
    String.raw`{"s":"caf\u00e9 \ud83d\ude00 \"ü\"","l":["a","\u0000"],"m":["a",1]}`,
  )
  const scan = scanObject(body, options)
  assert.ok(scan.ok)
  const [text, list, mixed] = scan.members
  assert.ok(text && list && mixed)
  assert.equal(decodeString(body, text.start, text.end), 'café 😀 "ü"')
  assert.deepEqual(decodeStrings(body, list.start, list.end), ['a', '\0'])
  assert.equal(decodeStrings(body, mixed.start, mixed.end), undefined)
})

test('a body that is not an object is refused with what was found', () => {
  for (const [json, found] of Object.entries({
    '[{}]': 'array',
    '"{}"': 'string',
    '-1': 'number',
    null: 'null',
    true: 'boolean',
  })) {
    assert.deepEqual(scanObject(Buffer.from(json), options), {
      ok: false,
      fault: { kind: 'shape', offset: 0, path: [], expected: 'object', found },
    })
  }
  const broken = scanObject(Buffer.from('[1,'), options)
  assert.ok(!broken.ok && broken.fault.kind === 'syntax')
})

test('syntax faults say where they are and what was expected', () => {
  const faults: [json: string, offset: number, expected: string][] = [
    ['', 0, 'a value'],
    [' ', 1, 'a value'],
    ['{"a":1', 6, '"," or "}"'],
    ['{"a":1]', 6, '"," or "}"'],
    ['[1}', 2, '"," or "]"'],
    ['{"a" 1}', 5, '":"'],
    ['{"a":1,}', 7, 'a key in quotes'],
    ['{a:1}', 1, 'a key in quotes'],
    ['[1,]', 3, 'a value'],
    ['[,1]', 1, 'a value'],
    ['"abc', 4, 'a closing quote'],
    ['"a\nb"', 2, 'an escaped control character'],
    ['"a\0b"', 2, 'an escaped control character'],
    [String.raw`"\x"`, 1, 'a valid escape'],
    [String.raw`"\u00g0"`, 5, 'a hex digit'],
    [String.raw`"\ud800\u00`, 11, 'a hex digit'],
    ['-', 1, 'a digit'],
    ['1.', 2, 'a digit'],
    ['1e+', 3, 'a digit'],
    ['01', 1, 'nothing more'],
    ['+1', 0, 'a value'],
    ['nul', 0, 'a value'],
    ['truE', 0, 'a value'],
    ['1 2', 2, 'nothing more'],
    ['{}\0', 2, 'nothing more'],
    ['[1]\u00a0', 3, 'nothing more'],
  ]
  for (const [json, offset, expected] of faults) {
    assert.deepEqual(faultOf(json), { kind: 'syntax', offset, expected }, JSON.stringify(json))
  }
})

test('what is not UTF-8, or has a byte order mark, is refused', () => {
  assert.deepEqual(faultOf('\ufeff{}'), { kind: 'encoding', offset: 0 })
  const surrogateAsBytes = Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])
  assert.deepEqual(faultOf(surrogateAsBytes), { kind: 'encoding', offset: 1 })
})

test('keys are duplicates when they decode to the same text, in any object', () => {
  assert.deepEqual(faultOf(String.raw`{"data":[0,{"a":1,"\u0061":2}]}`), {
    kind: 'duplicate_key',
    offset: 18,
    path: ['data', 1, 'a'],
  })
  for (const json of [
    '{"":1,"":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"é":1,"\\u00E9":2}',
    '{"\\u0061":1,"a":2}',
    '{"a":{"a":1},"a":2}',
    '{"x":[{"k":1}],"b":{"k":1,"k":1}}',
  ]) {
    assert.equal(faultOf(json).kind, 'duplicate_key', json)
  }
})

test('keys that merely look alike are not duplicates', () => {
  for (const json of [
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"":1,"\\u0000":2}',
    '{"\u00e9":1,"e\u0301":2}',
    '{"constructor":1,"__proto__":2,"toString":3,"hasOwnProperty":4}',
    '{"abcdefgxhijklmnop":1,"abcdefgyhijklmnop":2}',
  ]) {
    assert.ok(scanJson(Buffer.from(json), options).ok, json)
  }
})

test('duplicates are found in objects of every size, however the keys are spelled', () => {
  const spelledKey = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.boolean())
  fc.assert(
    fc.property(fc.array(spelledKey, { maxLength: 90 }), (keys) => {
      const members = keys.map(([n, isEscaped]) => {
        const key = `key${n}`
        return `"${isEscaped ? key.replace('k', String.raw`\u006b`) : key}":{"key${n}":0}`
      })
      const scan = scanJson(Buffer.from(`{${members.join(',')}}`), options)
      assert.equal(scan.ok, new Set(keys.map(([n]) => n)).size === keys.length)
    }),
  )
})

test('an object of 100,000 keys is scanned, and its one duplicate found', () => {
  const members = Array.from({ length: 100_000 }, (_, i) => `"${i}":0`)
  assert.ok(isCanonical(`{${members.join(',')}}`))
  members.push('"77777":1')
  const fault = faultOf(`{${members.join(',')}}`)
  assert.deepEqual(fault.kind === 'duplicate_key' && fault.path, ['77777'])
})

test('nesting is allowed up to the limit, which begins anew in each member', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  assert.ok(scanJson(Buffer.from(nested(64)), options).ok)
  assert.ok(scanObject(Buffer.from(`{"a":${nested(64)},"b":${nested(64)}}`), options).ok)
  const scan = scanObject(Buffer.from(`{"a":${nested(65)}}`), options)
  assert.ok(!scan.ok && scan.fault.kind === 'nesting')
  assert.equal(scan.fault.offset, 5 + 64)
  assert.deepEqual(scan.fault.path, ['a', ...Array.from({ length: 64 }, () => 0)])
})

test('ten million levels are refused, or accepted when the limit allows them', () => {
  const depth = 10_000_000
  const json = Buffer.alloc(2 * depth, '[')
  json.fill(']', depth)
  const refused = scanJson(json, options)
  assert.ok(!refused.ok && refused.fault.kind === 'nesting')
  assert.ok(scanJson(json, { maxDepth: depth }).ok)
  const unclosed = scanJson(json.subarray(0, depth), { maxDepth: depth })
  assert.ok(!unclosed.ok && unclosed.fault.kind === 'syntax')
})

test('objects may be nested deeply where the limit allows them', () => {
  const depth = 10_000
  const json = '{"a":'.repeat(depth) + '0' + '}'.repeat(depth)
  assert.ok(scanJson(Buffer.from(json), { maxDepth: depth }).ok)
})

test('numbers must fit the range of a double and have at most 1,000 digits', () => {
  assert.deepEqual(faultOf('{"a":[1,-1e999]}'), {
    kind: 'number',
    offset: 8,
    path: ['a', 1],
    reason: 'range',
  })
  assert.deepEqual(faultOf('9'.repeat(309)), {
    kind: 'number',
    offset: 0,
    path: [],
    reason: 'range',
  })
  const fraction = '1'.repeat(999)
  assert.ok(scanJson(Buffer.from(`-0.${fraction}`), options).ok)
  const long = faultOf(`-0.${fraction}1`)
  assert.ok(long.kind === 'number' && long.reason === 'length')
  const longExponent = faultOf(`0e${'0'.repeat(1000)}`)
  assert.ok(longExponent.kind === 'number' && longExponent.reason === 'length')
})

test('half of a surrogate pair is refused, an escaped NUL is not', () => {
  for (const text of [
    String.raw`\ud800`,
    String.raw`\udc00`,
    String.raw`\ud800\ud800`,
    String.raw`\uDBFFx`,
    String.raw`\ud800A`,
    String.raw`\udc00\ud800`,
  ]) {
    assert.deepEqual(faultOf(`{"a":"x${text}"}`), { kind: 'surrogate', offset: 7, path: ['a'] })
    assert.deepEqual(faultOf(`{"a":{"x${text}":0}}`), { kind: 'surrogate', offset: 8, path: ['a'] })
  }
  assert.ok(isCanonical(String.raw`"\u0000"`))
  assert.ok(!isCanonical(String.raw`"\ud83d\ude00"`))
})

test('what JSON.stringify would write is canonical and what it would not is not', () => {
  const canonical = [
    '{}',
    '[]',
    '""',
    '0',
    '-1',
    '0.5',
    '-0.5',
    '0.000001',
    '1e-7',
    '1e+21',
    '1.5e+300',
    '123456789012345',
    '9007199254740992',
    '100000000000000000000',
    '0.1',
    '1.7976931348623157e+308',
    '5e-324',
    String.raw`"\b\t\n\f\r\"\\\u0000\u001f\u000b"`,
    '"/é\u2028😀\u007f"',
    '{"0":1,"7":2,"b":3,"a":4}',
    '{"a":1,"4294967295":2}',
    '{"-1":1,"01":2}',
    '{"b":{"1":1},"a":2}',
    '12345678901234567890',
    '1e-400',
    '0.1000000000000000055511151231257827',
  ]
  const others = [
    '{"a": 1}',
    '[1 ]',
    '[ ]',
    '-0',
    '0.0',
    '1.0',
    '1.50',
    '1E5',
    '1e5',
    '1e21',
    '0.0000001',
    '9007199254740992.0',
    '100e-2',
    '"\\/"',
    '"\\u0041"',
    '"\\u001F"',
    '"\\u000a"',
    '"\\u007f"',
    '{"b":1,"7":2}',
    '{"7":1,"1":2}',
    '{"a":1,"4294967294":2}',
    '[-0.0]',
    '"\\u00e9"',
  ]
  for (const json of canonical) assert.equal(isCanonical(json), true, json)
  for (const json of others) assert.equal(isCanonical(json), false, json)
})

test('whitespace around a value does not count against it', () => {
  assert.ok(isCanonical(' \t\r\n{"a":1} \n'))
})
