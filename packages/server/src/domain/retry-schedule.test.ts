import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  maxAttempts,
  nextRetryDelayMs,
  parseRetryAfterMs,
  type RetryAfterRule,
} from './retry-schedule.ts'

const schedule = { delaysMs: [1000, 2000, 4000], jitter: 0 }
const now = Date.parse('2026-01-15T12:00:00Z')

function delayAfter(
  attempts: number,
  options: {
    retryAfterMs?: number
    retryAfter?: RetryAfterRule
    jitter?: number
    random?: number
  } = {},
) {
  return nextRetryDelayMs({
    schedule: { ...schedule, jitter: options.jitter ?? 0 },
    attempts,
    retryAfterMs: options.retryAfterMs ?? null,
    retryAfter: options.retryAfter ?? 'next-step',
    random: options.random ?? 0.5,
  })
}

test('each failed attempt is followed by the delay of its place, and the last by none', () => {
  assert.deepEqual(
    [1, 2, 3, 4].map((attempts) => delayAfter(attempts)),
    [1000, 2000, 4000, null],
  )
  assert.equal(maxAttempts(schedule), 4)
})

test('jitter stretches or shrinks a delay by its share', () => {
  assert.equal(delayAfter(1, { jitter: 0.2, random: 0 }), 800)
  assert.equal(delayAfter(1, { jitter: 0.2, random: 0.5 }), 1000)
  assert.equal(delayAfter(1, { jitter: 0.2, random: 1 - Number.EPSILON }), 1200)
})

test('Retry-After puts a retry off, to the next step of the schedule at most, and never hastens it', () => {
  assert.equal(delayAfter(1, { retryAfterMs: 1500 }), 1500)
  assert.equal(delayAfter(1, { retryAfterMs: 10 }), 1000)
  assert.equal(delayAfter(1, { retryAfterMs: Number.MAX_SAFE_INTEGER }), 2000)
  assert.equal(delayAfter(2, { retryAfterMs: 5000 }), 4000)
  assert.equal(delayAfter(3, { retryAfterMs: 5000 }), 4000)
  assert.equal(delayAfter(4, { retryAfterMs: 5000 }), null)
})

test('Retry-After may be given a bound in time, or be ignored', () => {
  const hour = { longestMs: 3_600_000 }
  assert.equal(delayAfter(3, { retryAfterMs: 5000, retryAfter: hour }), 5000)
  assert.equal(delayAfter(1, { retryAfterMs: 10, retryAfter: hour }), 1000)
  assert.equal(delayAfter(1, { retryAfterMs: 3_600_001, retryAfter: hour }), 3_600_000)
  assert.equal(delayAfter(3, { retryAfterMs: 5000, retryAfter: { longestMs: 10 } }), 4000)
  assert.equal(delayAfter(1, { retryAfterMs: 1500, retryAfter: 'ignored' }), 1000)
})

test('Retry-After is a count of seconds or an HTTP date', () => {
  assert.equal(parseRetryAfterMs('120', now), 120_000)
  assert.equal(parseRetryAfterMs(' 0 ', now), 0)
  assert.equal(parseRetryAfterMs('Thu, 15 Jan 2026 12:01:00 GMT', now), 60_000)
  assert.equal(parseRetryAfterMs('Thu, 15 Jan 2026 11:00:00 GMT', now), 0)
})

test('a Retry-After that is neither is not there', () => {
  for (const value of [null, '', '-1', '1.5', 'soon', '99999999999', '2026-01-15', 'Xyz, 99']) {
    assert.equal(parseRetryAfterMs(value, now), null, String(value))
  }
})
