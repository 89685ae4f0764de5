import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const event = { type: 'user.created', data: { n: 1 } }

test('a subject is kept with its event, and shown where the event is', async () => {
  await using app = await startTestApp()
  const subject = 'customer/42 Zoë'
  const published = await app.call('POST', '/v1/events', { ...event, subject })
  assert.equal(published.status, 202)
  const batch = { events: [event, { ...event, subject: 'x'.repeat(256) }] }
  assert.equal((await app.call('POST', '/v1/events/batch', batch)).status, 202)
  await app.restart()
  const { body } = await app.call('GET', '/v1/events')
  assert.deepEqual(
    Object.values(body.data ?? {}).map((listed) => listed?.subject),
    ['x'.repeat(256), undefined, subject],
  )
  const shown = await app.call('GET', `/v1/events/${stringAt(published.body, 'id')}`)
  assert.deepEqual(
    [shown.body.subject, Object.keys(shown.body)],
    [subject, ['id', 'type', 'created_at', 'workspace', 'data', 'subject', 'deliveries']],
  )
})

test('a subject that is none is refused, and one that differs makes another event of a repeat', async () => {
  await using app = await startTestApp()
  for (const subject of ['', 'x'.repeat(257), 'line\nend', 7, null]) {
    const refused = await app.call('POST', '/v1/events', { ...event, subject })
    assert.equal(refused.status, 400, String(subject))
    assert.equal(refused.body.error?.details?.field, 'subject')
  }
  const once = { ...event, id: 'mine', subject: 'a' }
  assert.equal((await app.call('POST', '/v1/events', once)).status, 202)
  assert.equal((await app.call('POST', '/v1/events', once)).status, 202)
  const other = await app.call('POST', '/v1/events', { ...once, subject: 'b' })
  assert.equal(other.status, 409)
})
