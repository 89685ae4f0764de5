import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { startTestEngine } from '../../test/support/test-engine.ts'
import type { Trouble } from '../domain/health.ts'
import {
  answered,
  commit,
  finished,
  journalOne,
  onlyOne,
  startMs,
} from '../stores/contract/samples.ts'

const secondMs = 1000

test('what another node has seen is learned within seconds, and what this one has just seen wins', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({ directory: temporaryDirectory(t), clock })
  const { engine, store } = running
  const webhook = await running.addWebhook({ eventTypes: ['none'] })
  const trouble: Trouble = {
    failing: { sinceMs: startMs - 5, days: 1, countedAtMs: startMs - 5 },
    hasGivenUp: false,
  }
  const { id: webhookId, workspaceId } = webhook
  const asAnotherNode = async (seen: Trouble | null): Promise<void> => {
    const delivery = await journalOne(store, webhook)
    const health = { webhookId, workspaceId, trouble: seen }
    await commit(store, [], [{ ...finished(delivery, 'failed'), health }])
  }
  const becomes = (sinceMs: number | null) =>
    asTimePasses({ clock, stepMs: secondMs }, `failing since ${sinceMs}`, () => {
      return engine.failingSinceMs(webhookId) === sinceMs
    })

  await asAnotherNode(trouble)
  await becomes(startMs - 5)
  await asAnotherNode(null)
  await becomes(null)
  await asAnotherNode(trouble)
  await becomes(startMs - 5)

  running.sender.answer = () => answered(200)
  const request = { webhookId, type: 'test', data: Buffer.from('{}') }
  const tested = engine.sendTest(request)
  await asTimePasses({ clock, stepMs: 5 }, 'the test', () => running.sender.requests.length === 1)
  await asTimePasses({ clock, stepMs: 5 }, 'its end', () => running.counts.ended === 1)
  await tested
  assert.equal(engine.failingSinceMs(webhookId), null)
  assert.deepEqual(await store.listTroubles(null, 10), [])
  // A row that another node has written from what it knew before is not believed at once.
  await asAnotherNode(trouble)
  await clock.advance(11 * secondMs)
  await store.stats()
  assert.equal(engine.failingSinceMs(webhookId), null)
  await becomes(startMs - 5)
  assert.equal(onlyOne(await store.listTroubles(null, 10)).webhookId, webhookId)
})
