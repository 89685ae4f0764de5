import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createExposition } from './exposition.ts'
import { Histogram } from './histogram.ts'

test('a duration is counted in the first bucket that holds it, and told cumulatively in seconds', () => {
  const histogram = new Histogram([10, 100])
  for (const ms of [0, 10, 11, 100, 101, 5000]) histogram.observe(ms)
  const exposition = createExposition()
  exposition.durations('x_seconds', 'How long.', histogram)
  assert.equal(
    exposition.text(),
    [
      '# HELP x_seconds How long.',
      '# TYPE x_seconds histogram',
      'x_seconds_bucket{le="0.01"} 2',
      'x_seconds_bucket{le="0.1"} 4',
      'x_seconds_bucket{le="+Inf"} 6',
      'x_seconds_sum 5.222',
      'x_seconds_count 6',
      '',
    ].join('\n'),
  )
})
