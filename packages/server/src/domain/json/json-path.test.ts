import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatPath, pathAt } from './json-path.ts'

test('a path leads through members and items to the token at the offset', () => {
  const json = '{"a":[1,{"b\\"]}":[[],{}, X]}],"c":Y}'
  const bytes = Buffer.from(json)
  assert.deepEqual(pathAt(bytes, 0, json.indexOf('X')), ['a', 1, 'b"]}', 2])
  assert.deepEqual(pathAt(bytes, 0, json.indexOf('Y')), ['c'])
  assert.deepEqual(pathAt(bytes, 0, json.indexOf('"c"')), [])
  assert.deepEqual(pathAt(bytes, 8, json.indexOf('X')), ['b"]}', 2])
  assert.deepEqual(pathAt(bytes, 0, 0), [])
})

test('an offset inside a string belongs to the string, and inside a key to its object', () => {
  const bytes = Buffer.from('{"a":{"bc":"de"}}')
  assert.deepEqual(pathAt(bytes, 0, 8), ['a'])
  assert.deepEqual(pathAt(bytes, 0, 13), ['a', 'bc'])
})

test('a path is written as a programmer would write it', () => {
  assert.equal(formatPath(['data', 'items', 3, 'price']), 'data.items[3].price')
  assert.equal(formatPath([0, 'a b', 'c']), '[0]["a b"].c')
  assert.equal(formatPath([]), '')
})

test('a long path is cut off', () => {
  assert.equal(formatPath(['x'.repeat(1000)]).length, 201)
})
