import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDistance, formatDuration } from './format-time.ts'

test('a distance is told in the largest unit that fits', () => {
  const told = [0, -999, -1000, 59_999, 60_000, -3_600_000, 26 * 3_600_000].map((ms) =>
    formatDistance(ms),
  )
  assert.deepEqual(told, [
    'now',
    'now',
    '1 second ago',
    'in 59 seconds',
    'in 1 minute',
    '1 hour ago',
    'tomorrow',
  ])
})

test('a duration is told to two digits or so', () => {
  const told = [0, 12.5, 999, 1000, 1250, 90_000, 7_200_000].map(formatDuration)
  assert.deepEqual(told, ['0 ms', '13 ms', '999 ms', '1 s', '1.3 s', '1.5 min', '2 h'])
})
