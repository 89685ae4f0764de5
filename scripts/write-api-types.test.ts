import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { OpenApiDocument } from '../packages/server/src/api/openapi-document.ts'
import { apiTypesPath, describeApi, renderApiTypes } from './write-api-types.ts'

test('the types of the SDK are those of the API; `node scripts/write-api-types.ts` writes them', () => {
  assert.equal(readFileSync(apiTypesPath, 'utf8'), renderApiTypes(describeApi()))
})

test('a schema becomes the type of its values, on the way in and on the way out', () => {
  const fields = {
    type: 'object',
    required: ['sizes'],
    properties: {
      sizes: { type: 'array', items: { enum: ['s', 'm'] }, maxItems: 2 },
      name: { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'Ends */ no comment.' },
      rest: { type: 'object' },
    },
  }
  const source = renderApiTypes(documentWith({ body: fields, answer: fields }))
  assert.match(source, /readonly body\?:\n? +\| \{\n +readonly sizes: readonly \('s' \| 'm'\)\[\]/)
  assert.match(source, /readonly name\?: string \| null \| undefined\n +readonly rest\?: object \|/)
  assert.match(source, /readonly name\?: string \| null\n +readonly rest\?: Readonly<Record</)
  assert.match(source, /\/\*\* Ends \*\\\/ no comment\. \*\/\n/)
  assert.match(source, /tryIt: \{ method: 'POST', path: '\/v1\/try' \}/)
})

test('a component that leads back to itself is declared once', () => {
  const node = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } }
  const answer = { $ref: '#/components/schemas/Node' }
  const source = renderApiTypes(documentWith({ answer, schemas: { Node: node } }))
  assert.equal(source.split('export type Node = { readonly next?: Node }').length, 2)
})

test('what it knows no type for is refused with its place', () => {
  const refused = [
    [{ type: 'decimal' }, /^tryIt\.answer has type "decimal"/],
    [{ type: ['string', 'null'] }, /^tryIt\.answer has type \["string","null"\]/],
    [{ allOf: [{ type: 'string' }] }, /^tryIt\.answer has allOf/],
    [{ type: 'object', additionalProperties: true, properties: {} }, /additionalProperties/],
    [{ type: 'object', patternProperties: { '^x-': {} } }, /patternProperties/],
    [
      { type: 'object', properties: { a: { type: 'array', items: { not: {} } } } },
      /^tryIt\.answer\.a\[\] has not/,
    ],
    [{ $ref: '#/components/schemas/Missing' }, /^Missing: an object should stand/],
  ] as const
  for (const [answer, message] of refused) {
    assert.throws(() => renderApiTypes(documentWith({ answer })), { message })
  }
})

test('a component in requests and answers is refused: its type would be right for one of them', () => {
  const shared = { $ref: '#/components/schemas/Shared' }
  const schemas = { Shared: { type: 'object' } }
  assert.throws(() => renderApiTypes(documentWith({ body: shared, answer: shared, schemas })), {
    message: /^tryIt\.answer has Shared both in a request and in an answer/,
  })
})

function documentWith({
  body,
  answer,
  schemas = {},
}: {
  readonly body?: object
  readonly answer: object
  readonly schemas?: object
}): OpenApiDocument {
  const json = (schema: object) => ({ content: { 'application/json': { schema } } })
  const tryIt = {
    operationId: 'tryIt',
    tags: [],
    summary: 'Try it',
    ...(body === undefined ? {} : { requestBody: json(body) }),
    responses: { 200: { description: 'It worked.', ...json(answer) } },
  }
  const license = { name: 'Apache-2.0', identifier: 'Apache-2.0' }
  return {
    openapi: '3.1.1',
    info: { title: 'Test', version: '1', description: '', license },
    tags: [],
    paths: { '/v1/try': { post: tryIt } },
    components: { schemas },
  }
}
