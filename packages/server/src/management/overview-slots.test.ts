import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownSlots, recentSlots } from './overview-slots.ts'

const hourMs = 3_600_000
const noon = Date.parse('2026-01-15T12:00:00Z')

test('a span of one’s own is cut into whole hours, and into longer slots where it is long', () => {
  const half = ownSlots({ fromMs: noon + 1, toMs: noon + hourMs + 1 })
  assert.deepEqual(half, {
    by: 'hour',
    fromMs: noon,
    toMs: noon + 2 * hourMs,
    stepMs: hourMs,
    slots: 2,
  })
  for (const [days, stepHours, slots] of [
    [7, 1, 168],
    [21, 3, 168],
    [30, 6, 120],
    [90, 24, 90],
  ] as const) {
    const span = ownSlots({ fromMs: noon, toMs: noon + days * 24 * hourMs })
    assert.deepEqual([span.stepMs / hourMs, span.slots], [stepHours, slots], `${days} days`)
  }
})

test('a span that is none, or too long, is refused', () => {
  for (const toMs of [noon, noon - 1, noon + 91 * 24 * hourMs]) {
    assert.throws(() => ownSlots({ fromMs: noon, toMs }), { code: 'validation_error' })
  }
})

test('a recent span ends with what is under way', () => {
  const span = recentSlots('hour', noon + 30_000)
  assert.deepEqual(span, {
    by: 'minute',
    fromMs: noon - 59 * 60_000,
    toMs: null,
    stepMs: 60_000,
    slots: 60,
  })
})
