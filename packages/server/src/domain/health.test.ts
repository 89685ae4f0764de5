import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterBreak, afterFailure, type Failure, type Trouble } from './health.ts'

const hourMs = 3_600_000
const startMs = Date.UTC(2026, 0, 15)

function fail(
  before: Trouble | undefined,
  hour: number,
  fields: Partial<Failure> = {},
): Trouble | undefined {
  const nowMs = startMs + hour * hourMs
  return afterFailure(before, { nowMs, isGivenUp: false, isOurs: false, ...fields })
}

/** Failures at these hours after the first. */
function failedAt(...hours: number[]): Trouble {
  let trouble = fail(undefined, 0)
  for (const hour of hours) trouble = fail(trouble, hour)
  assert.ok(trouble)
  return trouble
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
  assert.equal(fail(trouble, 1), trouble)
  const lost = fail(trouble, 1, { isGivenUp: true })
  assert.deepEqual(lost, { ...trouble, hasGivenUp: true })
  assert.equal(fail(lost, 1, { isGivenUp: true }), lost)
  assert.equal(fail(lost, 1), lost)
})

test('where no request could be made, nothing is known of the receiver', () => {
  assert.equal(fail(undefined, 0, { isOurs: true }), undefined)
  const trouble = failedAt()
  assert.equal(fail(trouble, 30, { isOurs: true }), trouble)
  assert.deepEqual(fail(undefined, 0, { isOurs: true, isGivenUp: true }), {
    failing: null,
    hasGivenUp: true,
  })
})

test('after a break the days begin anew, and what was given up is remembered', () => {
  assert.equal(afterBreak(failedAt(24)), null)
  const lost = fail(failedAt(24), 25, { isGivenUp: true })
  assert.deepEqual(lost && afterBreak(lost), { failing: null, hasGivenUp: true })
})
