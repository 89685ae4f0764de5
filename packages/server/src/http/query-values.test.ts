import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { readQueryValues } from './query-values.ts'

const schema = Type.Object({
  limit: Type.Optional(Type.Integer()),
  active: Type.Optional(Type.Boolean()),
  type: Type.Optional(Type.String()),
})

test('integers and booleans are read where the schema has them, and text stays text', () => {
  assert.deepEqual(readQueryValues(schema, { limit: '20', active: 'false', type: '20' }), {
    limit: 20,
    active: false,
    type: '20',
  })
})

test('what cannot be read stays as it came, for the schema to refuse', () => {
  const odd = { limit: '1e3', active: 'yes', type: ['a', 'b'], toString: '1', constructor: '2' }
  assert.deepEqual(readQueryValues(schema, odd), odd)
})

test('a name that JavaScript treats specially is a name like any other', () => {
  const query: unknown = JSON.parse('{"__proto__":["a"]}')
  assert.deepEqual(Object.entries(readQueryValues(schema, query)), [['__proto__', ['a']]])
})
