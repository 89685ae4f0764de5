import assert from 'node:assert/strict'
import { test } from 'node:test'
import { webhooksPath } from '../../../test/support/graph8-client.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { startTestApp } from '../../../test/support/test-app.ts'

test('an organization may ask fifty times a second and a thousand times a minute', async () => {
  const clock = new ManualClock(Date.parse('2026-02-20T10:00:00Z'))
  await using app = await startTestApp({ clock })
  const ask = () => app.call('GET', `${webhooksPath}/events`)
  const burst = async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, ask))
    return answers.filter(({ status }) => status === 200).length
  }
  const first = await ask()
  assert.equal(first.headers.get('X-RateLimit-Limit-Second'), '50')
  assert.equal(first.headers.get('X-RateLimit-Limit-Minute'), '1000')
  assert.equal(first.headers.get('X-RateLimit-Remaining'), '49')
  assert.equal(first.headers.get('X-RateLimit-Reset'), String(clock.nowMs() / 1000 + 1))

  assert.equal(await burst(), 49)
  const refused = await ask()
  assert.equal(refused.status, 429)
  assert.deepEqual(refused.body, { detail: 'Rate limit exceeded. Please slow down.' })
  assert.equal(refused.headers.get('Retry-After'), '1')
  assert.equal(refused.headers.get('X-RateLimit-Remaining'), '0')
  assert.equal(refused.headers.get('X-RateLimit-Limit-Minute'), '1000')

  let answered = 50
  for (let second = 1; second < 30; second += 1) {
    await clock.advance(1000)
    answered += await burst()
  }
  // A thousand, and what 29 seconds have given back.
  assert.equal(answered, 1483)
  assert.equal((await ask()).status, 429)
})
