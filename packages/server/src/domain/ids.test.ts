import assert from 'node:assert/strict'
import { randomFillSync } from 'node:crypto'
import { test } from 'node:test'
import {
  createIdGenerator,
  deliveryIdOf,
  firstIdAt,
  isId,
  lastDeliveryIdOf,
  timeOfIdMs,
  toUuid,
  type Id,
} from './ids.ts'

function generatorAt(times: number[], after: Id | null = null) {
  let last = 0
  return createIdGenerator({
    nowMs: () => (last = times.shift() ?? last),
    fillRandom: (bytes) => void randomFillSync(bytes),
    after,
  })
}

test('an id is a UUIDv7 of the moment it was made', () => {
  const id = generatorAt([1_700_000_000_123]).next()
  assert.ok(isId(id))
  assert.equal(timeOfIdMs(id), 1_700_000_000_123)
  assert.match(toUuid(id), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('ids rise, also within a millisecond, beyond 4096 in one, and when the clock goes back', () => {
  const sameMs = Array.from({ length: 10_000 }, () => 1_700_000_000_000)
  const generator = generatorAt([...sameMs, 1_600_000_000_000, 1_700_000_000_500])
  const ids = Array.from({ length: 10_002 }, () => generator.next())
  assert.deepEqual(ids, ids.toSorted())
  assert.equal(new Set(ids).size, ids.length)
})

test('ids rise beyond an earlier generator’s, also when the clock was put back between the two', () => {
  const earlier = generatorAt(Array.from({ length: 4096 }, () => 1_700_000_000_000))
  const ids = Array.from({ length: 4095 }, () => earlier.next())
  const last = lastDeliveryIdOf(ids.at(-1) ?? '')
  const later = generatorAt([1_600_000_000_000, 1_600_000_000_001, 1_700_000_000_500], last)
  const following = [later.next(), later.next(), later.next()]
  assert.deepEqual([last, ...following], [last, ...following].toSorted())
  assert.equal(timeOfIdMs(following[2] ?? ''), 1_700_000_000_500)
})

test('the deliveries of an event follow it and end before the next event', () => {
  const generator = generatorAt([1_700_000_000_000, 1_700_000_000_000])
  const event = generator.next()
  const next = generator.next()
  const first = deliveryIdOf(event, 1)
  assert.ok(event < first && first < deliveryIdOf(event, 0xffff))
  assert.equal(deliveryIdOf(event, 0xffff), lastDeliveryIdOf(event))
  assert.ok(lastDeliveryIdOf(event) < next)
})

test('the first id of a moment is not above any id made in it', () => {
  const generator = generatorAt([1_700_000_000_000])
  assert.ok(firstIdAt(1_700_000_000_000) <= generator.next())
  assert.ok(isId(firstIdAt(0)))
})

test('text that is no id is told apart', () => {
  for (const text of ['', 'x'.repeat(32), 'A'.repeat(32), '0'.repeat(31), `${'0'.repeat(32)}\n`]) {
    assert.equal(isId(text), false, JSON.stringify(text))
  }
})
