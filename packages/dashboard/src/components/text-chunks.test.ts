import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chunksOf } from './text-chunks.ts'

test('chunks end where lines do, and hold all of the text', () => {
  const text = Array.from({ length: 3000 }, (_, line) => `line ${line}`).join('\n')
  const chunks = chunksOf(text)
  assert.ok(chunks.length > 5)
  assert.equal(chunks.map((chunk) => chunk.text).join('\n'), text)
  assert.equal(new Set(chunks.map(({ start }) => start)).size, chunks.length)
})

test('a line without an end is cut, but never within a character', () => {
  const text = `x${'😀'.repeat(10_000)}`
  const chunks = chunksOf(text)
  assert.equal(chunks.map((chunk) => chunk.text).join(''), text)
  assert.ok(chunks.every((chunk) => chunk.text.isWellFormed()))
})

test('no text has no chunks', () => {
  assert.deepEqual(chunksOf(''), [])
})
