import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../../test/support/as-time-passes.ts'
import { textOf, type JsonNode } from '../../../test/support/api-client.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { startTestApp } from '../../../test/support/test-app.ts'
import { createTestSender } from '../../../test/support/test-sender.ts'
import type { AttemptOutcome } from '../../domain/outcome.ts'
import { answered } from '../../stores/contract/samples.ts'
import { initiate, newCustomer, publish } from './testing/session.ts'

const secondMs = 1000

/** What `/v1` shows of a callback once it has been called so often. */
async function deliver(
  attempts: number,
  outcome: AttemptOutcome,
): Promise<{ delivery: JsonNode; timeoutsMs: number[] }> {
  const clock = new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
  const sender = createTestSender()
  sender.answer = () => outcome
  await using app = await startTestApp({ clock, sender })
  const { call } = await newCustomer(app)
  const webhook = { endpoint: 'https://receiver.example/hook' }
  const sessionId = await initiate(call, { completed_webhook: webhook })
  await publish(app, sessionId, 'endgrate.completed')
  const { body } = await app.call('GET', '/v1/webhooks')
  const [created] = Object.values(body.data ?? {})
  const path = `/v1/webhooks/${textOf(created?.id)}/deliveries`
  const isCalled = async (): Promise<JsonNode | false> => {
    const [first] = Object.values((await app.call('GET', path)).body.deliveries ?? {})
    return first !== undefined && Number(first.attempts) === attempts && first
  }
  // No retry falls due while the first call is looked for.
  const stepMs = attempts === 1 ? 5 : secondMs
  const delivery = await asTimePasses({ clock, stepMs }, `${attempts} calls`, isCalled)
  return { delivery, timeoutsMs: sender.requests.map(({ timeoutMs }) => timeoutMs) }
}

test('a receiver has thirty seconds to answer, is called four times, and then the call has failed', async () => {
  const { delivery, timeoutsMs } = await deliver(4, { kind: 'timeout' })
  assert.equal(delivery.status, 'failed')
  assert.deepEqual(timeoutsMs, Array(4).fill(30 * secondMs))
})

test('any 2xx acknowledges a call, and nothing else does', async () => {
  for (const status of [200, 201, 204, 299]) {
    const { delivery } = await deliver(1, answered(status))
    assert.equal(delivery.status, 'success', String(status))
  }
  for (const status of [302, 400, 404, 500]) {
    const { delivery } = await deliver(1, answered(status))
    assert.equal(delivery.status, 'pending', String(status))
  }
})
