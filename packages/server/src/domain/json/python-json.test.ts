import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { startJsonByPython } from '../../../test/support/json-by-python.ts'
import { spelledJson, spelledNumber, spelledObject } from '../../../test/support/spelled-json.ts'
import { pythonJson } from './python-json.ts'
import { scanJson } from './scan-json.ts'

const python = startJsonByPython()
after(() => python[Symbol.asyncDispose]())

function print(json: string): string {
  return pythonJson(Buffer.from(json)).toString('latin1')
}

async function assertAsPythonPrints(json: string): Promise<void> {
  const printed = print(json)
  assert.equal(printed, (await python.respell(Buffer.from(json))).toString('latin1'))
  assert.equal((await python.respell(Buffer.from(printed))).toString('latin1'), printed)
  assert.equal(print(printed), printed)
}

test('whatever is published, the bytes are those of CPython, which reads and writes them alike', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(spelledJson, spelledObject), async ({ json }) => {
      assert.ok(scanJson(Buffer.from(json), { maxDepth: 64 }).ok)
      await assertAsPythonPrints(json)
    }),
    { numRuns: 1500 },
  )
})

test('numbers of every magnitude and every spelling are printed as CPython does', async () => {
  const manyNumbers = fc.array(spelledNumber, { minLength: 100, maxLength: 200, size: 'max' })
  await fc.assert(
    fc.asyncProperty(manyNumbers, async (numbers) => {
      await assertAsPythonPrints(`[${numbers.map(({ json }) => json).join(',')}]`)
    }),
    { numRuns: 50 },
  )
})

test('around every power of ten a number is printed as CPython does', async () => {
  const numbers: string[] = []
  for (let power = -330; power <= 308; power += 1) {
    for (const digits of ['1', '-1.0', '9.999999999999999', '1.7976931348623157', '5']) {
      if (Number.isFinite(Number(`${digits}e${power}`))) numbers.push(`${digits}e${power}`)
    }
    const nearest = Number(`1e${power}`)
    for (const neighbour of [nearest * (1 - 2 ** -53), nearest * (1 + 2 ** -52)]) {
      numbers.push(neighbour.toExponential(20))
    }
  }
  for (let places = 0; places <= 40; places += 1) {
    const zeros = '0'.repeat(places)
    numbers.push(`1${zeros}`, `-1${zeros}.0`, `123${zeros}.5`, `0.${zeros}1`, `-0.${zeros}10`)
  }
  await assertAsPythonPrints(`[${numbers.join(',')}]`)
})

test('integers keep their digits, and other numbers become the repr of a double', async () => {
  for (const [json, printed] of [
    ['0', '0'],
    ['-0', '0'],
    ['-0.0', '-0.0'],
    ['0.0', '0.0'],
    ['-0e0', '-0.0'],
    ['-0E+5', '-0.0'],
    ['0e-999999', '0.0'],
    ['-0.000e999999', '-0.0'],
    ['-10', '-10'],
    ['12345678901234567890', '12345678901234567890'],
    ['-9007199254740993', '-9007199254740993'],
    ['9007199254740993.0', '9007199254740992.0'],
    ['1E5', '100000.0'],
    ['1.10', '1.1'],
    ['0.0001', '0.0001'],
    ['0.00001', '1e-05'],
    ['9999999999999998.0', '9999999999999998.0'],
    ['1e15', '1000000000000000.0'],
    ['1e16', '1e+16'],
    ['-1.5e300', '-1.5e+300'],
    ['5e-324', '5e-324'],
    ['1e-400', '0.0'],
    ['-1e-400', '-0.0'],
    ['1.7976931348623157e308', '1.7976931348623157e+308'],
    ['2.2250738585072011e-308', '2.225073858507201e-308'],
    [`1${'0'.repeat(308)}`, `1${'0'.repeat(308)}`],
    [`0.${'123456789'.repeat(111)}`, '0.12345678912345678'],
    [`${'9'.repeat(300)}.${'9'.repeat(700)}`, '1e+300'],
  ] as const) {
    assert.equal(print(json), printed)
    await assertAsPythonPrints(`{"n":${json},"list":[${json} , ${json}]}`)
  }
})

test('a thousand digits do not shake it', async () => {
  const digits = fc
    .array(fc.nat({ max: 9 }), { minLength: 900, maxLength: 990, size: 'max' })
    .map((all) => all.join(''))
  await fc.assert(
    fc.asyncProperty(digits, fc.nat({ max: 280 }), async (all, whole) => {
      const numbers = [
        `1${all.slice(0, whole)}`,
        `-1${all.slice(0, whole)}.${all.slice(whole)}`,
        `0.${all}`,
        `1.${all}E-00${whole}`,
      ]
      for (const json of numbers) assert.ok(scanJson(Buffer.from(json), { maxDepth: 1 }).ok)
      await assertAsPythonPrints(JSON.stringify(numbers).replaceAll('"', ''))
    }),
  )
})

test('strings are printable ASCII, whichever way they were spelled', async () => {
  for (const [json, printed] of [
    ['"a/b\\/c"', '"a/b/c"'],
    ['"\\u0041\\u007E \\u0022\\u005C\\u002f"', '"A~ \\"\\\\/"'],
    ['"\\b\\f\\n\\r\\t\\"\\\\"', '"\\b\\f\\n\\r\\t\\"\\\\"'],
    ['"\\u0008\\u000C\\u000a\\u000D\\u0009"', '"\\b\\f\\n\\r\\t"'],
    ['"\\u0000\\u000B\\u001F"', '"\\u0000\\u000b\\u001f"'],
    ['"\u007f\\u007F"', '"\\u007f\\u007f"'],
    ['"\u0080é\u2028\ufeff\uffff"', '"\\u0080\\u00e9\\u2028\\ufeff\\uffff"'],
    ['"😀\\uD83D\\uDE00\u{10ffff}"', '"\\ud83d\\ude00\\ud83d\\ude00\\udbff\\udfff"'],
    ['"</script>&\'"', '"</script>&\'"'],
  ] as const) {
    assert.equal(print(json), printed)
    await assertAsPythonPrints(`{${json}:[${json}, ${json} ]}`)
  }
})

test('every character is written as CPython writes it', async () => {
  const units = Array.from({ length: 0x10000 }, (_, unit) => unit)
  const escapes = units.map((unit) => `\\u${unit.toString(16).padStart(4, '0').toUpperCase()}`)
  // In this order no two escapes are the halves of one character, so the halves stay alone.
  await assertAsPythonPrints(`"${escapes.toReversed().join('')}"`)
  const raw = units
    .filter((unit) => unit >= 0x20 && (unit < 0xd800 || unit > 0xdfff))
    .map((unit) => JSON.stringify(String.fromCharCode(unit)))
  await assertAsPythonPrints(`[${raw.join(',')}]`)
})

test('keys keep their order, also those that JavaScript would treat in its own way', async () => {
  const json =
    '{"b":1,"__proto__":{"constructor":[]},"10":2,"toString":null,"9":true,"":{},"1":false}'
  const printed =
    '{"b": 1, "__proto__": {"constructor": []}, "10": 2, "toString": null, "9": true, "": {}, "1": false}'
  assert.equal(print(json), printed)
  await assertAsPythonPrints(json)
})

test('whitespace between tokens is not kept, and within strings it is', async () => {
  const json = '\r\n { "a : , b" :\t[ ] ,\n"c":[ 1 ,-2.50 , true,false , null ,{ } ] }\n'
  assert.equal(print(json), '{"a : , b": [], "c": [1, -2.5, true, false, null, {}]}')
  await assertAsPythonPrints(json)
})

test('a scalar alone is a text as well', async () => {
  for (const json of ['null', ' true', '"é"', '1.0 ', '7', '{}', '[]']) {
    await assertAsPythonPrints(json)
  }
})

test('64 levels are printed as CPython does, and 10,000 levels are no deeper', async () => {
  const nest = (levels: number): string =>
    '[1,{"k":'.repeat(levels / 2) + '1e5' + '}]'.repeat(levels / 2)
  await assertAsPythonPrints(nest(64))
  const expected = '[1, {"k": '.repeat(5000) + '100000.0' + '}]'.repeat(5000)
  assert.equal(print(nest(10_000)), expected)
})

test('text that grows as much as text can is printed in full', () => {
  const large = 200_000
  assert.equal(print(`"${'\u007f'.repeat(large)}"`), `"${'\\u007f'.repeat(large)}"`)
  assert.equal(print(`[${'1e15,'.repeat(large)}1]`), `[${'1000000000000000.0, '.repeat(large)}1]`)
})

test('a view into a larger buffer is read from its own beginning to its own end', () => {
  const bytes = new Uint8Array(Buffer.from('[1]{"a":1.0}[2]'))
  assert.equal(pythonJson(bytes.subarray(3, 12)).toString(), '{"a": 1.0}')
})
