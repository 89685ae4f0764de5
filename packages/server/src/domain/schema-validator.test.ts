import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CustomEventType } from './event-type.ts'
import { createSchemaValidator, findDataFault, findSchemaFault } from './schema-validator.ts'

function typeWith(schema: object | null): CustomEventType {
  return {
    name: 'invoice.paid',
    description: '',
    schema,
    example: null,
    workspaceId: null,
    createdAtMs: 1,
    updatedAtMs: 1,
    deletedAtMs: null,
  }
}

test('data is checked by the schema of its type, and anything fits where there is none', () => {
  const validator = createSchemaValidator()
  const type = typeWith({ type: 'object', required: ['total'] })
  assert.equal(validator.validate(type, { total: 1 }), null)
  assert.equal(validator.validate(type, {}), '`data.total` is missing.')
  assert.equal(validator.validate(type, {}), '`data.total` is missing.')
  assert.equal(validator.validate(typeWith(null), {}), null)
})

test('types with one name and different schemas are kept apart', () => {
  const validator = createSchemaValidator()
  const numbers = typeWith({ $id: 'https://example.com/a', properties: { x: { type: 'number' } } })
  const texts = typeWith({ $id: 'https://example.com/a', properties: { x: { type: 'string' } } })
  assert.equal(validator.validate(numbers, { x: 1 }), null)
  assert.equal(validator.validate(texts, { x: 1 }), '`data.x` has to be a string.')
})

test('more types than are kept compiled are still checked', () => {
  const validator = createSchemaValidator()
  const types = Array.from({ length: 510 }, (_, index) => typeWith({ required: [`f${index}`] }))
  for (const type of [...types, ...types.slice(0, 3)]) {
    assert.notEqual(validator.validate(type, {}), null)
  }
})

test('a schema that cannot be used is refused in a sentence', () => {
  const refused: [object, RegExp][] = [
    [{ type: 'objekt' }, /^`type` has to be/],
    [{ properties: { a: { type: 1 } } }, /^`properties\.a\.type` has to be/],
    [{ $ref: 'https://example.com/elsewhere.json' }, /can't resolve reference/],
    [{ $ref: '#/$defs/missing' }, /can't resolve reference/],
    [{ properties: { a: { format: 'phone' } } }, /unknown format "phone"/],
    [{ requiredd: ['a'] }, /unknown keyword: "requiredd"/],
    [{ properties: { a: { pattern: '(?=x)' } } }, /linear time/],
    [{ properties: { a: { pattern: '(a)\\1' } } }, /linear time/],
    [{ properties: { a: { pattern: '(' } } }, /linear time/],
    [{ $schema: 'http://json-schema.org/draft-07/schema#' }, /./],
  ]
  for (const [schema, expected] of refused) {
    assert.match(findSchemaFault(schema) ?? 'was accepted', expected, JSON.stringify(schema))
  }
})

test('what JSON Schema 2020-12 offers can be used', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://example.com/invoice',
    $defs: { money: { type: 'integer', minimum: 0 } },
    title: 'Invoice',
    type: 'object',
    properties: {
      total: { $ref: '#/$defs/money' },
      at: { type: 'string', format: 'date-time' },
      tuple: { type: 'array', prefixItems: [{ type: 'string' }], items: false },
    },
    dependentRequired: { total: ['at'] },
    unevaluatedProperties: false,
    examples: [{ total: 1, at: '2026-01-15T12:00:00Z' }],
  }
  assert.equal(findSchemaFault(schema), null)
  assert.equal(findDataFault(schema, { total: 1, at: '2026-01-15T12:00:00Z', tuple: ['a'] }), null)
  assert.equal(
    findDataFault(schema, { total: -1, at: '2026-01-15T12:00:00Z' }),
    '`data.total` has to be at least 0.',
  )
  assert.equal(findDataFault(schema, { other: 1 }), '`data.other` is not a known field.')
})

test('patterns are told apart', () => {
  const schema = { properties: { a: { pattern: '^a+$' }, b: { pattern: '^b+$' } } }
  assert.equal(findDataFault(schema, { a: 'aa', b: 'bb' }), null)
  assert.equal(findDataFault(schema, { a: 'bb' }), '`data.a` has to match ^a+$.')
  assert.equal(findDataFault(schema, { b: 'aa' }), '`data.b` has to match ^b+$.')
})

test('a pattern that makes a backtracking engine hang does not hang this one', () => {
  const schema = { properties: { a: { pattern: '^(a+)+$' } } }
  assert.notEqual(findDataFault(schema, { a: `${'a'.repeat(50_000)}!` }), null)
})
