import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { acceptedId, numberedEvents, startTestEngine } from '../../test/support/test-engine.ts'
import { holdOnTheWire } from '../../test/support/test-sender.ts'
import { answered } from '../stores/contract/samples.ts'

for (const { state, inStore, inMemory } of [
  { state: 'paused', inStore: 'The webhook was paused', inMemory: 'The webhook is paused' },
  { state: 'disabled', inStore: 'The webhook was disabled', inMemory: 'The webhook is disabled' },
  { state: 'deleted', inStore: 'The webhook was deleted', inMemory: 'The webhook was deleted' },
] as const) {
  test(`what waits for a webhook that is ${state} ends as canceled, what is on the wire as it ends`, async (t) => {
    await using running = await startTestEngine({
      directory: temporaryDirectory(t),
      limits: { maxInFlightPerLane: 1, maxHeldPerLane: 3 },
      profile: { retry: { delaysMs: [3_600_000], jitter: 0 } },
    })
    const { store, sender } = running
    const webhook = await running.addWebhook({ eventTypes: ['user.created'] })
    await running.addWebhook({ eventTypes: ['other'] })
    const wire = holdOnTheWire()
    const endOf = async (eventId: string) => {
      const { status, reason, attempts, nextAttemptAtMs } = await running.deliveryOf(eventId)
      return { status, reason, attempts, nextAttemptAtMs }
    }
    sender.answer = () => answered(500)
    const [scheduled] = await running.publish(['{}'])
    const [untouched] = await running.publish(['{}'], 'other')
    await eventually('two retries', async () => (await store.stats()).scheduled === 2)
    sender.answer = wire.answer
    // The commits are one by one, so that each delivery finds the lane as the one before left it.
    const ids: string[] = []
    for (const data of numberedEvents(7)) ids.push(acceptedId((await running.publish([data]))[0]))
    assert.equal(wire.open.length, 1)
    const [onTheWire = '', ...waiting] = ids
    const buffered = waiting.slice(0, 3)
    const parked = waiting.slice(3)
    assert.equal((await store.stats()).parked, parked.length)

    await running.changeWebhook(webhook, { state })

    const canceled = { status: 'canceled', attempts: 0, nextAttemptAtMs: null }
    await eventually('an empty store', async () => {
      const stats = await store.stats()
      return stats.parked === 0 && stats.scheduled === 1
    })
    for (const id of parked) assert.deepEqual(await endOf(id), { ...canceled, reason: inStore })
    const retried = { ...canceled, attempts: 1, reason: inStore }
    assert.deepEqual(await endOf(acceptedId(scheduled)), retried)
    assert.equal((await endOf(onTheWire)).status, 'pending')

    wire.end(answered(200))
    await eventually('what was in memory', () => running.counts.ended === 4)
    assert.equal((await endOf(onTheWire)).status, 'success')
    for (const id of buffered) assert.deepEqual(await endOf(id), { ...canceled, reason: inMemory })
    assert.equal((await endOf(acceptedId(untouched))).status, 'pending')
    assert.equal(sender.requests.length, 3)
  })
}

test('what fails after its webhook was switched off is canceled at once, not when it would be due', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    profile: { retry: { delaysMs: [3_600_000], jitter: 0 } },
  })
  const webhook = await running.addWebhook()
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  const eventId = acceptedId((await running.publish(['{}']))[0])
  await eventually('the attempt', () => wire.open.length === 1)
  await running.changeWebhook(webhook, { state: 'paused' })

  wire.end(answered(500))

  await eventually('its end', async () => (await running.deliveryOf(eventId)).status === 'canceled')
  const { attempts, reason } = await running.deliveryOf(eventId)
  assert.deepEqual([attempts, reason], [1, 'The webhook was paused'])
})
