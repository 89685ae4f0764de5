import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorOfAnswer } from './posthorn-error.ts'

function answered(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers })
}

test('an answer in the API’s shape becomes its error, field and request id included', () => {
  const response = answered(429, { 'x-request-id': 'req_1', 'retry-after': '7' })
  const details = { field: 'events[2].data', value: 7 }
  const body = { error: { code: 'rate_limited', message: 'Try again.', details } }
  const { code, message, status, field, requestId, retryAfterS } = errorOfAnswer(response, body)
  assert.deepEqual(
    { code, message, status, field, requestId, retryAfterS },
    {
      code: 'rate_limited',
      message: 'Try again.',
      status: 429,
      field: 'events[2].data',
      requestId: 'req_1',
      retryAfterS: 7,
    },
  )
})

test('which of several refusals it is, is told where the answer tells it', () => {
  const body = { error: { code: 'unauthorized', message: 'Used.', reason: 'link_used' } }
  assert.equal(errorOfAnswer(answered(401), body).reason, 'link_used')
})

test('whatever a proxy answers is an unexpected answer with its status', () => {
  for (const body of [undefined, null, 7, 'Bad gateway', [], { error: null }, { error: 'x' }]) {
    const error = errorOfAnswer(answered(502), body)
    assert.equal(error.code, 'unexpected_answer')
    assert.equal(error.status, 502)
    assert.match(error.message, /502/)
  }
})

test('Retry-After may be a date, and one that is neither is ignored', () => {
  const after = (header: string) =>
    errorOfAnswer(answered(503, { 'retry-after': header }), undefined).retryAfterS
  assert.equal(after(new Date(0).toUTCString()), 0)
  assert.ok((after(new Date(Date.now() + 3_600_000).toUTCString()) ?? 0) > 60)
  assert.equal(after('soon'), undefined)
})
