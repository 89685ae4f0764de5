import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { standardSurface } from '../profiles/standard/surface.ts'
import { createOpenApiDocument, type Operation } from './openapi-document.ts'

const openApi = createOpenApiDocument(standardSurface, '1.2.3')

function operations(): Operation[] {
  return Object.values(openApi.paths).flatMap((methods) => Object.values(methods))
}

test('every route is described under a name of its own, with an answer and its refusals', () => {
  const ids = operations().map(({ operationId }) => operationId)
  assert.equal(new Set(ids).size, standardSurface.routes.length)
  for (const operation of operations()) {
    assert.ok(operation.summary !== '', operation.operationId)
    const statuses = Object.keys(operation.responses)
    assert.equal(statuses.filter((status) => status.startsWith('2')).length, 1)
    const ofKeys = Object(operation.security).length === 0 ? [] : ['401', '403', '429']
    for (const status of [...ofKeys, '500', '503']) {
      assert.ok(statuses.includes(status), `${operation.operationId} ${status}`)
    }
    if (operation.requestBody !== undefined) {
      for (const status of ['400', '413', '415']) assert.ok(statuses.includes(status))
    }
  }
})

test('every parameter of a path is described', () => {
  for (const [path, methods] of Object.entries(openApi.paths)) {
    const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name)
    for (const { operationId, parameters = [] } of Object.values(methods)) {
      const described = parameters.filter((parameter) => parameter.in === 'path')
      assert.deepEqual(
        described.map(({ name }) => name),
        names,
        operationId,
      )
      for (const { description } of described) assert.ok(description, operationId)
    }
  }
})

test('every schema of the document compiles, references included', () => {
  // A document as clients see it.
  const plain: unknown = JSON.parse(JSON.stringify(openApi))
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  ajv.addSchema({ $id: 'https://posthorn.test/openapi', ...Object(plain) })
  const text = JSON.stringify(plain)
  const references = new Set(Array.from(text.matchAll(/"\$ref":"([^"]+)"/g), ([, ref]) => ref))
  assert.ok(references.size > 3)
  for (const reference of references) {
    assert.ok(ajv.getSchema(`https://posthorn.test/openapi${reference}`), reference)
  }
})
