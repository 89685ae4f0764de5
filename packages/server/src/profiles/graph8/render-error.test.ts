import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestError, type SchemaMisfit } from '../../domain/errors.ts'
import { toRequestError } from '../../http/request-error.ts'
import { renderGraph8Error } from './render-error.ts'

test('a failure of our own has the same shape, and tells nothing of itself', () => {
  const { status, body } = renderGraph8Error(toRequestError(new TypeError('an inner detail')))
  assert.equal(status, 500)
  assert.match(JSON.stringify(body), /^\{"detail":"(?!.*inner).*request id.*"\}$/)
})

test('a limit is told with its own number, which an operator may have chosen', () => {
  const error = new RequestError('conflict', '…', { reason: 'active_limit', limit: 3 })
  assert.deepEqual(renderGraph8Error(error), {
    status: 400,
    body: { detail: 'Maximum 3 active webhooks per organization' },
  })
})

test('what has no words of the product’s own is told in ours', () => {
  for (const [code, status] of [
    ['conflict', 409],
    ['payload_too_large', 413],
    ['unavailable', 503],
  ] as const) {
    const error = new RequestError(code, 'What to do.')
    assert.deepEqual(renderGraph8Error(error), { status, body: { detail: 'What to do.' } })
  }
})

test('a fault that Pydantic has no type for is a value error', () => {
  const misfit: SchemaMisfit = {
    part: 'body',
    path: ['events'],
    keyword: 'uniqueItems',
    params: {},
    problem: 'has an item twice',
  }
  const error = new RequestError('validation_error', '…', { misfits: [misfit] })
  const msg = 'Value error, has an item twice'
  assert.deepEqual(renderGraph8Error(error), {
    status: 422,
    body: { detail: [{ loc: ['body', 'events'], msg, type: 'value_error' }] },
  })
})
