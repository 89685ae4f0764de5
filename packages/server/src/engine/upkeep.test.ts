import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { startTestEngine } from '../../test/support/test-engine.ts'
import { bytesOf, startMs } from '../stores/contract/samples.ts'
import { StoreError } from '../stores/store-error.ts'

test('no attempt begins while the last heartbeat is 8 s old, and sending goes on with the next', async (t) => {
  const clock = new ManualClock(startMs)
  let isDown = false
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    wrapStore: (store) => ({
      heartbeat: (nowMs) =>
        isDown ? Promise.reject(new StoreError('refused', 'no heartbeat')) : store.heartbeat(nowMs),
    }),
  })
  const { engine, sender } = running
  const webhook = await running.addWebhook()
  isDown = true
  await clock.advance(7999)
  await running.publish(['{"n":1}'])
  assert.equal(sender.requests.length, 1)

  await clock.advance(1)
  assert.equal(engine.isReady(), false)
  await running.publish(['{"n":2}'])
  const request = { webhookId: webhook.id, type: 'test', data: bytesOf('{"n":3}') }
  const tested = engine.sendTest(request)
  const passing = { clock, stepMs: 50 }
  await asTimePasses(passing, 'the test in memory', () => engine.gauges.held === 2)
  assert.equal(sender.requests.length, 1)

  isDown = false
  await asTimePasses(passing, 'all three', () => running.counts.ended === 3)
  assert.equal(sender.requests.length, 3)
  assert.equal((await tested).status, 'success')
  assert.equal(engine.isReady(), true)
})
