import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '../domain/clock.ts'
import { createRateLimiter } from './rate-limiter.ts'

function createTestClock(): Clock & { advance(ms: number): void } {
  let now = 0
  return {
    nowMs: () => 1_000_000_000_000 + now,
    monotonicMs: () => now,
    setTimer: () => ({ cancel() {} }),
    advance(ms) {
      now += ms
    },
  }
}

test('a minute’s allowance may be used at once, and then comes back evenly', () => {
  const clock = createTestClock()
  const limiter = createRateLimiter({ requests: 3, seconds: 60 }, clock)
  assert.deepEqual(
    [1, 2, 3].map(() => limiter.take('a').remaining),
    [2, 1, 0],
  )
  assert.deepEqual(
    { ...limiter.take('a') },
    {
      allowed: false,
      remaining: 0,
      resetAtS: 1_000_000_060,
      retryAfterS: 20,
    },
  )
  clock.advance(19_999)
  assert.equal(limiter.take('a').allowed, false)
  clock.advance(1)
  assert.equal(limiter.take('a').allowed, true)
  assert.equal(limiter.take('a').allowed, false)
})

test('a long rest gives no more than one allowance', () => {
  const clock = createTestClock()
  const limiter = createRateLimiter({ requests: 2, seconds: 60 }, clock)
  limiter.take('a')
  clock.advance(3_600_000)
  assert.equal(limiter.take('a').remaining, 1)
})

test('callers do not share an allowance', () => {
  const limiter = createRateLimiter({ requests: 1, seconds: 60 }, createTestClock())
  assert.equal(limiter.take('a').allowed, true)
  assert.equal(limiter.take('b').allowed, true)
  assert.equal(limiter.take('a').allowed, false)
})
