import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const webhook = { url: 'https://yourapp.com/webhook', events: ['*'] }

test('a rate limit is set, shown with its burst, changed and taken away', async () => {
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', {
    ...webhook,
    rate_limit: { per_second: 2.5 },
  })
  assert.equal(created.status, 201)
  assert.deepEqual(created.body.rate_limit, { per_second: 2.5, burst: 3 })
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
  await app.call('PATCH', path, { name: 'CRM' })
  await app.restart()
  assert.deepEqual((await app.call('GET', path)).body.rate_limit, { per_second: 2.5, burst: 3 })

  const changed = await app.call('PATCH', path, { rate_limit: { per_second: 100, burst: 7 } })
  assert.deepEqual(changed.body.rate_limit, { per_second: 100, burst: 7 })
  const removed = await app.call('PATCH', path, { rate_limit: null })
  assert.equal(removed.status, 200)
  assert.ok(!('rate_limit' in removed.body))
})

test('a rate limit that is none is refused', async () => {
  await using app = await startTestApp()
  const refused = [
    { per_second: 0 },
    { per_second: -1 },
    { per_second: 10_001 },
    { per_second: '5' },
    { per_second: 1, burst: 0 },
    { per_second: 1, burst: 1.5 },
    { per_second: 1, per_minute: 1 },
    { burst: 5 },
    5,
  ]
  for (const rate_limit of refused) {
    const { status, body } = await app.call('POST', '/v1/webhooks', { ...webhook, rate_limit })
    assert.equal(status, 400, JSON.stringify(rate_limit))
    assert.match(JSON.stringify(body), /rate_limit/)
  }
})
