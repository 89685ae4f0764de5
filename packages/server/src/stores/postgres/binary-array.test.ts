import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ArrayRow, storableText, uuidArray } from './binary-array.ts'

/** Where the elements of a row's only column begin. */
const elements = 32

function rowOf(write: (row: ArrayRow) => void): Buffer {
  // Room for nothing: it has to grow.
  const row = new ArrayRow(1, 4)
  write(row)
  return row.finish()
}

test('whole numbers keep their sign and every digit, and null is no number', () => {
  const numbers = [-1, 0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
  const buffer = rowOf((row) => row.int8s([...numbers, null]))
  assert.equal(buffer.readInt32BE(24), 5)
  for (const [index, number] of numbers.entries()) {
    assert.equal(buffer.readInt32BE(elements + index * 12), 8)
    assert.equal(buffer.readBigInt64BE(elements + index * 12 + 4), BigInt(number))
  }
  assert.equal(buffer.readInt32BE(elements + 4 * 12), -1)
  assert.equal(buffer.length, elements + 4 * 12 + 4)
})

test('what no column can hold is refused before anything is sent', () => {
  assert.throws(() => rowOf((row) => row.int8s([1.5])), RangeError)
  assert.throws(() => rowOf((row) => row.int8s([2 ** 53])), RangeError)
  assert.throws(() => uuidArray(['short']), RangeError)
  assert.throws(() => uuidArray(['x'.repeat(32)]), RangeError)
})

test('texts are measured in bytes, and a NUL becomes a replacement character', () => {
  const buffer = rowOf((row) => row.texts(['Zoë', 'a\0b', null]))
  assert.equal(buffer.readInt32BE(elements), 4)
  assert.equal(buffer.toString('utf8', elements + 4, elements + 8), 'Zoë')
  assert.equal(buffer.readInt32BE(elements + 8), 5)
  assert.equal(buffer.toString('utf8', elements + 12, elements + 17), 'a\u{fffd}b')
  assert.equal(buffer.readInt32BE(elements + 17), -1)
  assert.equal(storableText('plain'), 'plain')
})

test('a row names the type and the length of each array, also of one that is not there', () => {
  const row = new ArrayRow(2, 8)
  row.byteas([Buffer.from('abc')])
  row.none('uuid')
  const buffer = row.finish()
  assert.deepEqual(
    [0, 4, 8, 20, 39, 43].map((offset) => buffer.readInt32BE(offset)),
    [2, 1001, 27, 17, 2951, -1],
  )
})
