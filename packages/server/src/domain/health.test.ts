import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterBreak, afterFailure, type Trouble } from './health.ts'

const hourMs = 3_600_000
const startMs = Date.UTC(2026, 0, 15)

/** Failures at these hours after the first. */
function failedAt(...hours: number[]): Trouble {
  return hours.reduce<Trouble>(
    (trouble, hour) => afterFailure(trouble, startMs + hour * hourMs, false),
    afterFailure(undefined, startMs, false),
  )
}

test('a webhook fails since the first failure, and the days of it are counted', () => {
  assert.deepEqual(failedAt(), {
    failing: { sinceMs: startMs, days: 0, countedAtMs: startMs },
    hasGivenUp: false,
  })
  assert.equal(failedAt(23).failing?.days, 0)
  assert.deepEqual(failedAt(1, 24, 25).failing, {
    sinceMs: startMs,
    days: 1,
    countedAtMs: startMs + 24 * hourMs,
  })
  assert.equal(failedAt(24, 48, 72, 96, 119).failing?.days, 4)
  assert.equal(failedAt(24, 48, 72, 96, 120).failing?.days, 5)
})

test('a week without an attempt is one day, and a clock that goes back takes none away', () => {
  assert.equal(failedAt(7 * 24).failing?.days, 1)
  assert.equal(failedAt(24, 2, 30).failing?.days, 1)
})

test('what changes nothing gives the same object, which is not written again', () => {
  const trouble = failedAt()
  assert.equal(afterFailure(trouble, startMs + hourMs, false), trouble)
  const lost = afterFailure(trouble, startMs + hourMs, true)
  assert.deepEqual(lost, { ...trouble, hasGivenUp: true })
  assert.equal(afterFailure(lost, startMs + hourMs, true), lost)
  assert.equal(afterFailure(lost, startMs + hourMs, false), lost)
})

test('after a break the days begin anew, and what was given up is remembered', () => {
  assert.equal(afterBreak(failedAt(24)), null)
  const lost = afterFailure(failedAt(24), startMs + 25 * hourMs, true)
  assert.deepEqual(afterBreak(lost), { failing: null, hasGivenUp: true })
})
