import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { spelledObject } from '../../../test/support/spelled-json.ts'
import { composeObject } from './compose-object.ts'
import { objectMembers } from './object-members.ts'
import { pythonJson } from './python-json.ts'

test('members are listed in their order, each value as it was written', () => {
  const text =
    '\n{ "b" : [ 1.0 ,2], "1":-0,"\\u0061\\"":"\\u00e9 é","__proto__":{"b":1} , "":null }'
  const members = objectMembers(Buffer.from(text)).map(([key, value]) => [key, value.toString()])
  assert.deepEqual(members, [
    ['b', '[ 1.0 ,2]'],
    ['1', '-0'],
    ['a"', '"\\u00e9 é"'],
    ['__proto__', '{"b":1}'],
    ['', 'null'],
  ])
  assert.deepEqual(objectMembers(Buffer.from('{}')), [])
})

test('the members of a view are those between its own ends', () => {
  const bytes = new Uint8Array(Buffer.from('{{"a":12}}'))
  const [member] = objectMembers(bytes.subarray(1, 9))
  assert.equal(member?.[0], 'a')
  assert.equal(member[1].toString(), '12')
})

test('only an object has members', () => {
  for (const text of ['[]', 'null', '{"a":1', '{"a":1,"a":2}', '']) {
    assert.throws(() => objectMembers(Buffer.from(text)), TypeError)
  }
})

test('an object is composed of texts, booleans and JSON, in the order given', () => {
  const object = composeObject([
    ['success', true],
    ['10', false],
    ['session "é"', 'a\n😀'],
    ['metadata', Buffer.from('{ "n":1.10 }')],
    ['1', Buffer.from('12345678901234567890')],
  ])
  assert.equal(
    object.toString(),
    '{"success":true,"10":false,"session \\"é\\"":"a\\n😀","metadata":{ "n":1.10 },"1":12345678901234567890}',
  )
  assert.equal(composeObject([]).toString(), '{}')
})

test('what is taken apart and composed again is the same object', () => {
  fc.assert(
    fc.property(spelledObject, ({ json }) => {
      const bytes = Buffer.from(json)
      assert.deepEqual(pythonJson(composeObject(objectMembers(bytes))), pythonJson(bytes))
    }),
    { numRuns: 500 },
  )
})
