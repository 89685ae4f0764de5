import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPrintable } from './printable.ts'

test('letters of any script, signs and spaces are printable', () => {
  for (const text of ['a', ' ', 'order #7', 'Größe', '日本', '🎉', 'x'.repeat(8)]) {
    assert.ok(isPrintable(text, 8), text)
  }
})

test('what cannot be seen, ends a line or is half of a character is not', () => {
  for (const text of ['', '\0', 'a\nb', '\u007f', '\u200b', '\u2028', '\ud83c', '\ufeff']) {
    assert.ok(!isPrintable(text, 8), JSON.stringify(text))
  }
})

test('length is counted in characters, not in their halves', () => {
  assert.ok(isPrintable('🎉'.repeat(8), 8))
  assert.ok(!isPrintable('🎉'.repeat(9), 8))
  assert.ok(!isPrintable('x'.repeat(9), 8))
})
