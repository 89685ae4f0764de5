import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { eventually } from '../../test/support/eventually.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { startReceiver } from '../../test/support/receiver.ts'
import { stringAt } from '../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../test/support/test-app.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Its wall clock can be set, as an administrator or a time server sets it. */
class SettableClock extends ManualClock {
  aheadMs = 0

  override nowMs(): number {
    return super.nowMs() + this.aheadMs
  }
}

function startClock(): SettableClock {
  return new SettableClock(Date.parse('2026-01-15T12:00:00Z'))
}

async function publish(app: TestApp): Promise<string> {
  const { body } = await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  return `/v1/events/${stringAt(body, 'id')}`
}

const isGone = async (app: TestApp, event: string) => (await app.call('GET', event)).status === 404

test('events are dropped after 30 days, or as many as the setting says, and not before', async () => {
  const clock = startClock()
  await using app = await startTestApp({ clock })
  const first = await publish(app)
  await clock.advance(29 * dayMs)
  const second = await publish(app)
  await app.restart()
  await eventually('the server to have swept', async () => {
    await clock.advance(60_000)
    return true
  })
  assert.equal(await isGone(app, first), false)
  await clock.advance(dayMs)
  await asTimePasses({ clock, stepMs: 60_000 }, 'the first to be dropped', () => isGone(app, first))
  assert.equal(await isGone(app, second), false)
  await clock.advance(3 * dayMs)
  await app.restart({ POSTHORN_RETENTION_DAYS: '2' })
  await asTimePasses({ clock, stepMs: 60_000 }, 'the other', () => isGone(app, second))
})

test('an event is kept as long as a delivery of it is pending', async () => {
  const clock = startClock()
  await using receiver = await startReceiver()
  await using app = await startTestApp({ clock })
  receiver.answer = { status: 500 }
  await app.call('POST', '/v1/webhooks', {
    url: receiver.url,
    events: ['user.created'],
    retry_delays_s: Array.from({ length: 12 }, () => 24 * 60 * 60),
  })
  const pending = await publish(app)
  await eventually('the first attempt', () => receiver.requests.length === 1)
  await app.restart({ POSTHORN_RETENTION_DAYS: '1' })
  const fresh = await publish(app)
  await clock.advance(2 * dayMs)
  const done = { status: 200 }
  await asTimePasses(
    { clock, stepMs: 60_000 },
    'further attempts',
    () => receiver.requests.length > 3,
  )
  assert.equal(await isGone(app, pending), false)
  receiver.answer = done
  await asTimePasses({ clock, stepMs: 6 * 60 * 60 * 1000 }, 'both to be dropped', async () => {
    return (await isGone(app, pending)) && (await isGone(app, fresh))
  })
})

test('nothing is dropped for an hour after the clock was put ahead, so that it can be put back', async () => {
  const clock = startClock()
  await using app = await startTestApp({ clock })
  const event = await publish(app)
  await clock.advance(1000)
  clock.aheadMs = 400 * dayMs
  const stepMs = 10 * 60 * 1000
  for (let steps = 0; steps < 5; steps += 1) {
    await clock.advance(stepMs)
    assert.equal(await isGone(app, event), false)
  }
  await asTimePasses({ clock, stepMs }, 'the event to be dropped', () => isGone(app, event))
})

test('with 0 days everything is kept', async () => {
  const clock = startClock()
  const environment = { POSTHORN_RETENTION_DAYS: '0', POSTHORN_AUDIT_RETENTION_DAYS: '1' }
  await using app = await startTestApp({ clock, environment })
  const event = await publish(app)
  const entries = async () => Object.keys((await app.admin('GET', '/v1/audit')).body.data ?? {})
  assert.ok((await entries()).length > 0)
  await clock.advance(4000 * dayMs)
  await asTimePasses({ clock, stepMs: 60_000 }, 'the audit log to be dropped', async () => {
    return (await entries()).length === 0
  })
  assert.equal(await isGone(app, event), false)
})
