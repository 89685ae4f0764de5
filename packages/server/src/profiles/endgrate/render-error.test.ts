import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestError, type SchemaMisfit } from '../../domain/errors.ts'
import { notFound } from '../../http/workspace-access.ts'
import { renderEndgrateError } from './render-error.ts'

function misfit(path: SchemaMisfit['path'], problem: string): SchemaMisfit {
  return { part: 'body', path, keyword: 'type', params: {}, problem }
}

function bodyOf(...misfits: SchemaMisfit[]): unknown {
  const error = new RequestError('validation_error', 'told otherwise', { misfits })
  const { status, body } = renderEndgrateError(error)
  assert.equal(status, 422)
  return body
}

test('fields at fault are told one by one, nested as they are in the request', () => {
  assert.deepEqual(
    bodyOf(
      misfit(['session_id'], 'is missing'),
      misfit(['data_webhook', 'endpoint'], 'has to be a string'),
      misfit(['data_webhook', 'continuous'], 'has to be true or false'),
      misfit(['schema', 1, 'title'], 'has to be a string'),
      misfit(['schema', 1, 'title'], 'must not be empty'),
      misfit(['schema', 1, 'title'], 'must not be empty'),
      { ...misfit(['limit'], 'has to be at most 500'), part: 'query' },
    ),
    {
      message: 'Validation error',
      errors: {
        json: {
          session_id: ['Is missing.'],
          data_webhook: {
            endpoint: ['Has to be a string.'],
            continuous: ['Has to be true or false.'],
          },
          schema: { '1': { title: ['Has to be a string.', 'Must not be empty.'] } },
        },
        query: { limit: ['Has to be at most 500.'] },
      },
    },
  )
})

test('what is wrong with a body or an object as a whole stands beside its fields', () => {
  assert.deepEqual(bodyOf(misfit([], 'has to be an object')), {
    message: 'Validation error',
    errors: { json: { _schema: ['Has to be an object.'] } },
  })
  assert.deepEqual(
    bodyOf(misfit(['a'], 'is odd'), misfit(['a', '__proto__'], 'is not a known field')),
    {
      message: 'Validation error',
      errors: {
        json: { a: { _schema: ['Is odd.'], ['__proto__']: ['Is not a known field.'] } },
      },
    },
  )
})

test('a refusal without fields is a message', () => {
  const told = (error: RequestError): unknown => Object.values(renderEndgrateError(error))
  assert.deepEqual(told(new RequestError('unauthorized', 'This API key has expired.')), [
    401,
    { message: 'Unauthorized' },
  ])
  assert.deepEqual(told(notFound('session')), [404, { message: 'Session not found.' }])
  const broken = { ...misfit([7], 'is not JSON'), keyword: 'json' }
  assert.deepEqual(told(new RequestError('validation_error', 'Why.', { misfits: [broken] })), [
    400,
    { message: 'Why.' },
  ])
  for (const [code, status] of [
    ['validation_error', 400],
    ['forbidden', 403],
    ['not_found', 404],
    ['method_not_allowed', 405],
    ['conflict', 409],
    ['payload_too_large', 413],
    ['unsupported_media_type', 415],
    ['rate_limited', 429],
    ['internal_error', 500],
    ['unavailable', 503],
  ] as const) {
    assert.deepEqual(told(new RequestError(code, 'Why.', { field: 'x' })), [
      status,
      { message: 'Why.' },
    ])
  }
})
