import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addWebhooks,
  addWorkspaces,
  eventOf,
  quantile,
  startHalfDeafReceiver,
  startHastyApp,
} from './support/fairness-bench.ts'

const app = {
  /** Takes long enough to count as hanging; short, so that all of them time out again and again. */
  timeoutMs: 2000,
  /** Far fewer than stall: one hanging attempt for each of them would be four times as many. */
  maxInFlight: 256,
}
const workspaceCount = 10
const stalledInWorkspace = 100
const backlogOfEach = 20

/** A window has a p99, and the median of these windows leaves hitches alone. */
const eventsInWindow = 150
const windows = 11

/** Differences below that are the processor's, which this test shares with others. */
const shortestP99Ms = 4

/**
 * Two servers in one process: one has a thousand stalled webhooks, the other has none. They are
 * measured in turn, so that what else the machine does hits both, and so does the processor's time
 * that timeouts take: with those of 15 to 30 s it is a tenth of what it is here.
 */
test('a thousand webhooks that never answer do not double the p99 of those that do', async (t) => {
  const receiver = await startHalfDeafReceiver(t)
  await using quiet = await startHastyApp(t, app)
  await using beside = await startHastyApp(t, app)
  const answering = { url: receiver.answers, type: 'answer' }
  const quietWorkspaces = await addWorkspaces(quiet, workspaceCount)
  await addWebhooks(quiet, quietWorkspaces, answering)
  const workspaces = await addWorkspaces(beside, workspaceCount)
  await addWebhooks(beside, workspaces, answering)
  for (let count = 0; count < stalledInWorkspace; count += 1) {
    await addWebhooks(beside, workspaces, { url: receiver.stalls, type: 'stall' })
  }
  for (let event = 0; event < backlogOfEach; event += 1) {
    const data = `{"n":${event}}`
    await beside.context.engine.publish(workspaces.map(({ id }) => eventOf(id, 'stall', data)))
  }

  const without: number[] = []
  const besideStalled: number[] = []
  for (let window = 0; window < windows; window += 1) {
    const quietly = await receiver.latencies(quiet, quietWorkspaces, eventsInWindow)
    without.push(quantile(quietly, 0.99))
    const stalling = await receiver.latencies(beside, workspaces, eventsInWindow)
    besideStalled.push(quantile(stalling, 0.99))
  }

  const show = (values: readonly number[]): string => values.map((ms) => ms.toFixed(1)).join(' ')
  t.diagnostic(`p99 in ms without: ${show(without)}; with: ${show(besideStalled)}`)
  assert.ok(receiver.stalled() >= workspaceCount * stalledInWorkspace, 'not all of them stalled')
  const median = Math.max(quantile(without, 0.5), shortestP99Ms)
  assert.ok(quantile(besideStalled, 0.5) <= 2 * median, show(besideStalled))
})
