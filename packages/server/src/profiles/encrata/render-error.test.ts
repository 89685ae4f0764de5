import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestError } from '../../domain/errors.ts'
import { renderEncrataError } from './render-error.ts'

test('whatever is refused, the answer is one text under error', () => {
  const cases = [
    [new RequestError('unauthorized', 'No key.'), 401, 'unauthorized'],
    [new RequestError('forbidden', 'Not this key.'), 403, 'Not this key.'],
    [new RequestError('not_found', 'No page.'), 404, 'not found'],
    [new RequestError('not_found', 'None.', { missing: 'webhook' }), 404, 'webhook not found'],
    [new RequestError('method_not_allowed', 'Use GET.'), 405, 'method not allowed'],
    [new RequestError('conflict', 'Others changed it.'), 409, 'Others changed it.'],
    [new RequestError('payload_too_large', 'Too much.'), 413, 'request body too large'],
    [
      new RequestError('unsupported_media_type', 'No form.'),
      400,
      'Content-Type must be application/json',
    ],
    [
      new RequestError('rate_limited', 'Slowly.', { retryAfterS: 2 }),
      429,
      'Rate limit exceeded. Please try again later.',
    ],
    [new RequestError('internal_error', 'Our fault.'), 500, 'Our fault.'],
    [new RequestError('unavailable', 'Later.', { retryAfterS: 1 }), 503, 'Later.'],
    [new RequestError('validation_error', 'The URL is odd.'), 400, 'The URL is odd.'],
  ] as const
  for (const [error, status, message] of cases) {
    assert.deepEqual(renderEncrataError(error), { status, body: { error: message } })
  }
})
