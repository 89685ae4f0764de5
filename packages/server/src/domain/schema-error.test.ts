import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findDataFault } from './schema-validator.ts'

function faultOf(schema: object, data: unknown): string | null {
  return findDataFault({ type: 'object', properties: { a: schema } }, { a: data })
}

test('each kind of fault is told in a sentence that names the field', () => {
  const cases: [object, unknown, string][] = [
    [{ type: 'string' }, 1, '`data.a` has to be a string.'],
    [{ type: ['string', 'null'] }, 1, '`data.a` has to be a string or null.'],
    [{ type: 'string', minLength: 1 }, '', '`data.a` must not be empty.'],
    [{ type: 'string', maxLength: 2 }, 'abc', '`data.a` has to have at most 2 characters.'],
    [{ type: 'array', minItems: 2 }, [1], '`data.a` has to have at least 2 items.'],
    [{ type: 'array', uniqueItems: true }, [1, 1], '`data.a` has an item twice.'],
    [{ type: 'number', minimum: 3 }, 2, '`data.a` has to be at least 3.'],
    [{ enum: ['x', 'y'] }, 'z', '`data.a` has to be one of "x", "y".'],
    [{ const: 'x' }, 'z', '`data.a` has to be "x".'],
    [{ type: 'string', format: 'email' }, 'x', '`data.a` has to be a valid email.'],
    [{ type: 'string', pattern: '^x' }, 'y', '`data.a` has to match ^x.'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, '`data.a` has to be a string or null.'],
    [
      { anyOf: [{ type: 'string', minLength: 2 }, { type: 'null' }] },
      'x',
      '`data.a` has to have at least 2 characters.',
    ],
    [
      { type: 'object', propertyNames: { pattern: '^x' } },
      { 'a secret': 1 },
      '`data.a` has a name that does not fit: names have to match ^x.',
    ],
  ]
  for (const [schema, data, expected] of cases) assert.equal(faultOf(schema, data), expected)
})

test('within a field that may be null, what is meant is told, however deep it lies', () => {
  const text = { anyOf: [{ type: 'string' }, { type: 'null' }] }
  const names = { type: 'object', propertyNames: { pattern: '^x' }, properties: { x: text } }
  const schema = { anyOf: [{ ...names, minProperties: 1 }, { type: 'null' }] }
  assert.equal(faultOf(schema, { x: 1 }), '`data.a.x` has to be a string or null.')
  assert.equal(faultOf(schema, {}), '`data.a` has to have at least 1 fields.')
  assert.equal(faultOf(schema, 1), '`data.a` has to be an object or null.')
  assert.equal(
    faultOf(schema, { y: 1 }),
    '`data.a` has a name that does not fit: names have to match ^x.',
  )
})

test('a field that is missing or unknown is named with its path', () => {
  const schema = {
    type: 'array',
    items: {
      type: 'object',
      required: ['b'],
      properties: { b: true, 'c/~d': { type: 'string' } },
      additionalProperties: false,
    },
  }
  assert.equal(faultOf(schema, [{ b: 1 }, {}]), '`data.a[1].b` is missing.')
  assert.equal(faultOf(schema, [{ b: 1, x: 1 }]), '`data.a[0].x` is not a known field.')
  assert.equal(faultOf(schema, [{ b: 1, 'c/~d': 1 }]), '`data.a[0]["c/~d"]` has to be a string.')
})
