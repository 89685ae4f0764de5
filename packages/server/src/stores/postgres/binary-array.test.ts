import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  int8Array,
  noArray,
  rowOfArrays,
  storableText,
  textArray,
  uuidArray,
} from './binary-array.ts'

const header = 20

test('whole numbers keep their sign and every digit, and null is no number', () => {
  const numbers = [-1, 0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
  const buffer = int8Array([...numbers, null])
  assert.equal(buffer.readInt32BE(12), 5)
  for (const [index, number] of numbers.entries()) {
    assert.equal(buffer.readInt32BE(header + index * 12), 8)
    assert.equal(buffer.readBigInt64BE(header + index * 12 + 4), BigInt(number))
  }
  assert.equal(buffer.readInt32BE(header + 4 * 12), -1)
  assert.equal(buffer.length, header + 4 * 12 + 4)
})

test('what no column can hold is refused before anything is sent', () => {
  assert.throws(() => int8Array([1.5]), RangeError)
  assert.throws(() => int8Array([2 ** 53]), RangeError)
  assert.throws(() => uuidArray(['short']), RangeError)
  assert.throws(() => uuidArray(['x'.repeat(32)]), RangeError)
})

test('texts are measured in bytes, and a NUL becomes a replacement character', () => {
  const buffer = textArray(['Zoë', 'a\0b', null])
  assert.equal(buffer.readInt32BE(header), 4)
  assert.equal(buffer.toString('utf8', header + 4, header + 8), 'Zoë')
  assert.equal(buffer.readInt32BE(header + 8), 5)
  assert.equal(buffer.toString('utf8', header + 12, header + 17), 'a\u{fffd}b')
  assert.equal(buffer.readInt32BE(header + 17), -1)
  assert.equal(storableText('plain'), 'plain')
})

test('a row names the type of each array, also of those that are not there', () => {
  const row = rowOfArrays([uuidArray([]), noArray('bytea')])
  assert.deepEqual(
    [
      row.readInt32BE(0),
      row.readInt32BE(4),
      row.readInt32BE(8),
      row.readInt32BE(32),
      row.readInt32BE(36),
    ],
    [2, 2951, header, 1001, -1],
  )
})
