import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { eventually } from '../../test/support/eventually.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { startReceiver } from '../../test/support/receiver.ts'
import { stringAt, textOf } from '../../test/support/string-at.ts'
import { startTestApp } from '../../test/support/test-app.ts'

const startMs = Date.parse('2026-01-15T12:00:00Z')

test('an ordered webhook that waits for an erased delivery goes on with the next one', async () => {
  const clock = new ManualClock(startMs)
  await using receiver = await startReceiver()
  await using app = await startTestApp({ clock })
  receiver.answer = ({ body }) => ({ status: body.includes('"first"') ? 500 : 200 })
  await app.call('POST', '/v1/webhooks', {
    url: receiver.url,
    events: ['user.created'],
    ordering: 'strict',
    retry_delays_s: [24 * 60 * 60],
  })
  for (const n of ['first', 'second']) {
    const event = { type: 'user.created', data: { n }, subject: n }
    assert.equal((await app.call('POST', '/v1/events', event)).status, 202)
  }
  await eventually('the first to be refused', () => receiver.requests.length === 1)
  await clock.advance(10)
  await app.admin('DELETE', `/v1/workspaces/${app.workspace}/subjects/first`)
  await asTimePasses({ clock, stepMs: 50 }, 'the second', () => receiver.requests.length === 2)
  assert.ok(clock.nowMs() < startMs + 60 * 60 * 1000)
})

test('what was published before and written afterwards is found by the second look', async () => {
  const clock = new ManualClock(startMs)
  await using app = await startTestApp({ clock })
  const { context } = app
  const subject = 'someone'
  const publish = () => app.call('POST', '/v1/events', { type: 'user.created', data: {}, subject })
  await publish()
  // An id from before, as an event has that waits for its commit.
  const id = context.ids.next()
  const erase = await app.admin('DELETE', `/v1/workspaces/${app.workspace}/subjects/${subject}`)
  const path = `/v1/erasures/${stringAt(erase.body, 'id')}`
  const state = async () => (await app.admin('GET', path)).body
  await asTimePasses({ clock, stepMs: 50 }, 'the first look', async () => {
    return textOf((await state()).events) === '1'
  })
  await asTimePasses({ clock, stepMs: 50 }, 'it to be over', () => clock.nowMs() > startMs + 2000)
  const [workspace] = context.engine.catalog.workspaces()
  assert.ok(workspace !== undefined)
  const late = { id, workspaceId: workspace.id, type: 'user.created', data: Buffer.from('{}') }
  const rest = { channels: [], subject, occurredAtMs: 0, acceptedAtMs: 0, isTest: false }
  const entry = { event: { ...late, ...rest }, idempotency: null, inboxSeq: null, targets: [] }
  const { version: catalogVersion } = context.engine.catalog
  await context.store.commit({ catalogVersion, publishes: [entry], settlements: [] })
  const after = await publish()
  const done = await asTimePasses({ clock, stepMs: 1000 }, 'the erasure to be done', async () => {
    const body = await state()
    return textOf(body.state) === 'done' && body
  })
  assert.equal(done.events, 2)
  assert.equal(await context.store.getEvent(workspace.id, id), null)
  const shown = await app.call('GET', `/v1/events/${stringAt(after.body, 'id')}`)
  assert.equal(shown.body.subject, subject)
})
