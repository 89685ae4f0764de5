import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fragment, join, listOf, nothing, verbatim } from './query.ts'

test('a fragment keeps its values apart from its text', () => {
  assert.deepEqual(fragment`a = ${1} AND b = ${'x'}`, {
    texts: ['a = ', ' AND b = ', ''],
    values: [1, 'x'],
  })
})

test('fragments nest, with their values in order', () => {
  const inner = fragment`b = ${2} OR ${nothing}c = ${3}`
  const outer = fragment`a = ${1} AND (${inner}) AND ${verbatim('d')} = ${4}`
  assert.equal(outer.texts.join('?'), 'a = ? AND (b = ? OR c = ?) AND d = ?')
  assert.deepEqual(outer.values, [1, 2, 3, 4])
})

test('fragments are joined with a separator between them', () => {
  const joined = join([fragment`a = ${1}`, verbatim('b'), fragment`c = ${2}`], ' OR ')
  assert.equal(joined.texts.join('?'), 'a = ? OR b OR c = ?')
  assert.deepEqual(joined.values, [1, 2])
})

test('a list has a parameter for each value', () => {
  const query = fragment`x IN (${listOf([1, 2, 3])}) AND y = ${4}`
  assert.equal(query.texts.join('?'), 'x IN (?, ?, ?) AND y = ?')
  assert.deepEqual(query.values, [1, 2, 3, 4])
})
