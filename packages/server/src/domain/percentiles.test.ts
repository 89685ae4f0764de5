import assert from 'node:assert/strict'
import { test } from 'node:test'
import { percentile } from './percentiles.ts'

const bounds = [10, 20, 40]

test('a percentile lies within the bucket that holds it', () => {
  assert.equal(percentile({ bounds, counts: [0, 0, 0, 0] }, 0.5), null)
  assert.equal(percentile({ bounds, counts: [4, 0, 0, 0] }, 0.5), 5)
  assert.equal(percentile({ bounds, counts: [0, 2, 2, 0] }, 0.5), 20)
  assert.equal(percentile({ bounds, counts: [0, 2, 2, 0] }, 0.75), 30)
  assert.equal(percentile({ bounds, counts: [98, 0, 2, 0] }, 0.99), 30)
})

test('what is longer than the last bound counts as that bound', () => {
  assert.equal(percentile({ bounds, counts: [0, 0, 0, 7] }, 0.5), 40)
  assert.equal(percentile({ bounds, counts: [9, 0, 0, 1] }, 0.99), 40)
})
