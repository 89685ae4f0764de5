import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestError } from '../domain/errors.ts'
import { formatCursor, readCursor } from './cursor.ts'

const id = '019a8f3b2c4d7e5f8a1b3c5d7e9f0000'

test('a cursor leads back to the entry it was made of', () => {
  assert.equal(readCursor('events/a', formatCursor('events/a', id)), id)
})

test('a cursor is good for its own list alone', () => {
  const cursor = formatCursor('events/a', id)
  assert.throws(() => readCursor('events/b', cursor), {
    name: 'RequestError',
    code: 'validation_error',
    field: 'cursor',
  })
})

test('what is no cursor is refused, never misread', () => {
  const cursor = formatCursor('events/a', id)
  for (const text of ['', 'x', '!!!', cursor.slice(0, -1), `${cursor}A`, `${cursor}=`, id]) {
    assert.throws(() => readCursor('events/a', text), RequestError, text)
  }
})
