import assert from 'node:assert/strict'
import { randomFillSync } from 'node:crypto'
import { test } from 'node:test'
import { createIdGenerator } from '../../domain/ids.ts'
import { objectIdOf } from './object-id.ts'

test('object ids have the document’s form, begin with the second, and keep the order of ids', () => {
  let nowMs = Date.parse('2026-01-15T12:30:00Z')
  const ids = createIdGenerator({
    nowMs: () => (nowMs += 0.01),
    fillRandom: (bytes) => void randomFillSync(bytes),
  })
  let last = ''
  for (let count = 0; count < 300_000; count += 1) {
    const id = objectIdOf(ids.next())
    if (!(id > last)) assert.fail(`${id} is not greater than ${last}`)
    last = id
  }
  assert.match(last, /^[0-9a-f]{24}$/)
  assert.equal(Number.parseInt(last.slice(0, 8), 16), Math.floor(nowMs / 1000))
})
