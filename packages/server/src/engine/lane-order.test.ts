import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HeldDelivery } from '../domain/delivery.ts'
import { entryOf, heldOf, onlyOne, sampleEvent, sampleWebhook } from '../stores/contract/samples.ts'
import { insertInOrder, mayClaim, noteDue, noteStoreAwaits } from './lane-order.ts'
import { createLane, takeNext, type Lane } from './lane.ts'

const webhook = sampleWebhook({ ordered: true })

function deliveries(count: number): HeldDelivery[] {
  return Array.from({ length: count }, () => onlyOne(heldOf(entryOf(sampleEvent(), [webhook]))))
}

function orderedLane(): Lane {
  return createLane(webhook.laneId, {
    blocksUntil: 'ended',
    maxWindow: 1,
    hasOwner: false,
    rateLimit: null,
    capacity: 64,
  })
}

function drain(lane: Lane): HeldDelivery[] {
  const taken: HeldDelivery[] = []
  for (let next = takeNext(lane); next !== undefined; next = takeNext(lane)) taken.push(next)
  return taken
}

test('deliveries stand in the order of their ids, in whatever order they come', () => {
  const inOrder = deliveries(5)
  const lane = orderedLane()
  for (const index of [3, 0, 4, 1, 2]) {
    const [delivery] = inOrder.slice(index)
    if (delivery !== undefined) insertInOrder(lane, delivery)
  }
  assert.deepEqual(drain(lane), inOrder)
})

test('what was taken out already is no place for those that come later', () => {
  const [first, second, third] = deliveries(3)
  assert.ok(first !== undefined && second !== undefined && third !== undefined)
  const lane = orderedLane()
  insertInOrder(lane, second)
  insertInOrder(lane, third)
  assert.equal(takeNext(lane), second)
  insertInOrder(lane, first)
  assert.deepEqual(drain(lane), [first, third])
})

test('what a lane waits for comes first, and nothing is put before it', () => {
  const [older, awaited, newer] = deliveries(3)
  assert.ok(older !== undefined && awaited !== undefined && newer !== undefined)
  const lane = orderedLane()
  insertInOrder(lane, newer)
  assert.equal(noteDue(lane, awaited.id), true)
  insertInOrder(lane, awaited)
  assert.equal(noteDue(lane, older.id), false)
  insertInOrder(lane, older)
  assert.deepEqual(drain(lane), [awaited, older, newer])
})

test('no claim is made of a lane that waits, or that has deliveries under way', () => {
  const lane = orderedLane()
  assert.equal(mayClaim(lane), true)
  assert.equal(mayClaim({ ...lane, reserved: 1 }), false)
  assert.equal(mayClaim({ ...lane, returning: 1 }), false)
  assert.equal(mayClaim({ ...lane, blocksUntil: null, reserved: 1, returning: 1 }), true)
  noteStoreAwaits(lane, webhook.id)
  assert.equal(mayClaim(lane), false)
})
