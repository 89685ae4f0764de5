import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { eventually } from '../../../../test/support/eventually.ts'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import { startReceiver, type ReceivedRequest } from '../../../../test/support/receiver.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const dayMs = 24 * 60 * 60 * 1000

function signedWith(request: ReceivedRequest | undefined, header: string, secret: string): boolean {
  assert.ok(request !== undefined)
  const expected = createHmac('sha256', secret).update(request.body).digest('hex')
  return request.headers[header] === expected
}

test('after a rotation old and new are signed with, until the overlap ends', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
  await using receiver = await startReceiver()
  await using app = await startTestApp({ clock })
  const created = await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
  const oldSecret = stringAt(created.body, 'secret')

  const rotated = await app.call('POST', `${path}/secret/rotate`)
  assert.equal(rotated.status, 200)
  assert.deepEqual(Object.keys(rotated.body), ['id', 'secret', 'old_secret_expires_at'])
  assert.equal(rotated.body.old_secret_expires_at, '2026-01-16T12:30:00Z')
  const newSecret = stringAt(rotated.body, 'secret')
  assert.notEqual(newSecret, oldSecret)

  const sendTest = async (count: number) => {
    let isAnswered = false
    const sending = app.call('POST', `${path}/test`).then(() => {
      isAnswered = true
    })
    await eventually('the test to be answered', async () => {
      await clock.advance(1)
      return isAnswered
    })
    await sending
    assert.equal(receiver.requests.length, count)
    return receiver.requests.at(-1)
  }
  const during = await sendTest(1)
  assert.ok(signedWith(during, 'x-webhook-signature', oldSecret))
  assert.ok(signedWith(during, 'x-webhook-signature-next', newSecret))
  assert.equal(String(during?.headers['webhook-signature']).split(' ').length, 2)

  await clock.advance(dayMs)
  const after = await sendTest(2)
  assert.ok(signedWith(after, 'x-webhook-signature', newSecret))
  assert.equal(after?.headers['x-webhook-signature-next'], undefined)
  assert.equal(String(after?.headers['webhook-signature']).split(' ').length, 1)
})

test('without overlap the old secret ends at once', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
  const rotated = await app.call('POST', `${path}/secret/rotate`, { secret: 'mine', overlap_s: 0 })
  assert.equal(rotated.body.secret, 'mine')
  assert.equal(rotated.body.old_secret_expires_at, null)
  await app.call('POST', `${path}/test`)
  assert.ok(signedWith(receiver.requests[0], 'x-webhook-signature', 'mine'))
  assert.equal(receiver.requests[0]?.headers['x-webhook-signature-next'], undefined)
})

test('a secret that is set by a change takes the old one’s place at once', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
  await app.call('POST', `${path}/secret/rotate`)
  await app.call('PATCH', path, { secret: 'set by hand' })
  await app.call('POST', `${path}/test`)
  assert.ok(signedWith(receiver.requests[0], 'x-webhook-signature', 'set by hand'))
  assert.equal(receiver.requests[0]?.headers['x-webhook-signature-next'], undefined)
})

test('ten old secrets may overlap, and an eleventh has to wait', async () => {
  await using app = await startTestApp()
  const url = 'https://yourapp.com/webhook'
  const created = await app.call('POST', '/v1/webhooks', { url, events: ['*'] })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}/secret/rotate`
  for (let count = 0; count < 10; count += 1) {
    assert.equal((await app.call('POST', path)).status, 200)
  }
  const refused = await app.call('POST', path)
  assert.equal(refused.status, 409)
  assert.equal(refused.body.error?.code, 'conflict')
  assert.equal((await app.call('POST', path, { overlap_s: 0 })).status, 200)
  assert.equal((await app.call('POST', path)).status, 200)
})

test('an overlap is 0 seconds to 30 days', async () => {
  await using app = await startTestApp()
  const url = 'https://yourapp.com/webhook'
  const created = await app.call('POST', '/v1/webhooks', { url, events: ['*'] })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}/secret/rotate`
  for (const overlap of [-1, 0.5, 30 * 24 * 3600 + 1, '60', null]) {
    const { status, body } = await app.call('POST', path, { overlap_s: overlap })
    assert.equal(status, 400, String(overlap))
    assert.equal(body.error?.details?.field, 'overlap_s')
  }
  assert.equal((await app.call('POST', path, { overlap_s: 30 * 24 * 3600 })).status, 200)
})
