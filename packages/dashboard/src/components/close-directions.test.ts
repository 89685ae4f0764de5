import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeDirections } from './close-directions.ts'

test('what a text leaves open is closed, and what it did not open stays as it is', () => {
  assert.equal(closeDirections('Acme'), 'Acme')
  assert.equal(closeDirections('\u2066a\u2067b'), '\u2066a\u2067b\u2069\u2069')
  assert.equal(closeDirections('\u2066a\u2069 b'), '\u2066a\u2069 b')
  assert.equal(closeDirections('a\u2069\u202Eb'), 'a\u202Eb')
  assert.equal(closeDirections('\u2069\u2068a\u2069\u2069'), '\u2068a\u2069')
})
