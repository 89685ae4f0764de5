import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBytes } from './format-bytes.ts'
import { summarize } from './statistics.ts'

test('one that failed among thousands is not rounded away', () => {
  const rate = (arrived: number, failed: number) =>
    summarize({ success: [0, arrived], failed: [failed, 0] }).rate
  assert.equal(rate(9999, 1), '99.9 %')
  assert.equal(rate(10_000, 0), '100 %')
  assert.equal(rate(0, 3), '0 %')
  assert.equal(rate(0, 0), '–')
})

test('sizes are told in the unit that people would use', () => {
  const told = [0, 999, 1000, 1_048_576, 2_500_000_000].map(formatBytes)
  assert.deepEqual(told, ['0 bytes', '999 bytes', '1 kB', '1 MB', '2.5 GB'])
})
