import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { startTestApp } from '../../../test/support/test-app.ts'
import { newKey } from '../../../test/support/encrata-client.ts'

test('a key has thirty requests a minute, of all kinds together, and is told how many are left', async () => {
  const clock = new ManualClock(Date.parse('2026-05-02T12:00:00Z'))
  await using app = await startTestApp({ clock })
  const { call } = await newKey(app, ['admin'])
  for (let left = 29; left >= 0; left -= 1) {
    const path = left % 2 === 0 ? '/api/keys' : '/api/webhooks'
    const { status, headers } = await call('GET', path)
    assert.equal(status, 200)
    assert.equal(headers.get('X-RateLimit-Limit'), '30')
    assert.equal(headers.get('X-RateLimit-Remaining'), String(left))
    assert.equal(headers.get('X-RateLimit-Reset'), String(clock.nowMs() / 1000 + 2 * (30 - left)))
  }
  const refused = await call('GET', '/api/webhooks')
  assert.equal(refused.status, 429)
  assert.deepEqual(refused.body, { error: 'Rate limit exceeded. Please try again later.' })
  assert.equal(refused.headers.get('Retry-After'), '2')
  assert.equal(refused.headers.get('X-RateLimit-Limit'), '30')
  assert.equal(refused.headers.get('X-RateLimit-Remaining'), '0')

  assert.equal((await app.call('GET', '/api/webhooks')).status, 200, 'another key')
  assert.equal((await call('GET', '/v1/webhooks')).status, 200, 'another API')
  await clock.advance(1999)
  assert.equal((await call('GET', '/api/webhooks')).status, 429)
  await clock.advance(1)
  assert.equal((await call('GET', '/api/webhooks')).status, 200)
  assert.equal((await call('GET', '/api/webhooks')).status, 429)
  await clock.advance(60_000)
  const whole = await call('GET', '/api/webhooks')
  assert.equal(whole.headers.get('X-RateLimit-Remaining'), '29')
})

test('what is refused for other reasons tells the limit too, once the key is known', async () => {
  await using app = await startTestApp()
  const { call } = await newKey(app, ['manage'])
  const missing = await call('GET', '/api/webhooks?id=1')
  assert.equal(missing.status, 404)
  assert.equal(missing.headers.get('X-RateLimit-Remaining'), '29')
})
