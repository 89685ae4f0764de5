import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PosthornError } from './posthorn-error.ts'
import { retryPauseMs, withRetries } from './retry.ts'

test('the pause doubles with each failure, and half of it is left to chance', () => {
  assert.equal(retryPauseMs({ retryAfterS: undefined }, 0, 0), 125)
  assert.equal(retryPauseMs({ retryAfterS: undefined }, 0, 1), 250)
  assert.equal(retryPauseMs({ retryAfterS: undefined }, 2, 1), 1000)
})

test('the server’s Retry-After is waited for in full, and the pause comes on top', () => {
  assert.equal(retryPauseMs({ retryAfterS: 2 }, 0, 0), 2125)
})

test('what another try cannot mend, and what there is no time for, is thrown at once', async () => {
  for (const [error, leftMs] of [
    [new PosthornError('validation_error', '', { status: 400 }), 60_000],
    [new PosthornError('internal_error', '', { status: 500 }), 60_000],
    [new PosthornError('timeout', ''), 60_000],
    [new TypeError('a mistake'), 60_000],
    [new PosthornError('unavailable', '', { status: 503, retryAfterS: 30 }), 29_000],
  ] as const) {
    let tries = 0
    const attempt = () => {
      tries += 1
      return Promise.reject(error)
    }
    const limits = { retries: 3, leftMs: () => leftMs }
    await assert.rejects(withRetries(attempt, limits), (thrown) => thrown === error)
    assert.equal(tries, 1)
  }
})
