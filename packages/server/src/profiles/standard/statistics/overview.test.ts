import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../../../test/support/eventually.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

test('an operator sees what became of everything, and a workspace does not', async () => {
  await using receiver = await startReceiver()
  receiver.answer = ({ path }) => ({ status: path === '/hook/bad' ? 500 : 200 })
  await using app = await startTestApp()
  const create = async (path: string, fields: object) => {
    const webhook = { url: `${receiver.url}${path}`, events: ['*'], ...fields }
    return stringAt((await app.call('POST', '/v1/webhooks', webhook)).body, 'id')
  }
  const good = await create('', { name: 'Good' })
  const bad = await create('/bad', { retry_delays_s: [] })
  for (const n of [1, 2])
    await app.call('POST', '/v1/events', { type: 'user.created', data: { n } })
  for (const [span, slots, step] of [
    ['hour', 60, 60],
    ['day', 24, 3600],
    ['week', 168, 3600],
  ] as const) {
    const body = await eventually(`the ${span}`, async () => {
      const answer = await app.admin('GET', `/v1/statistics/overview?span=${span}`)
      assert.equal(answer.status, 200)
      const total = answer.body.total ?? {}
      return Number(total['success']) === 2 && Number(total['failed']) === 2 && answer.body
    })
    assert.equal(body.step_s, step)
    const data = Object.values(body.data ?? {})
    assert.equal(data.length, slots)
    const arrived = data.reduce((sum, slot) => sum + Number(slot?.['success']), 0)
    assert.equal(arrived, 2)
    assert.ok(Number(body.total?.['p50_ms']) <= Number(body.total?.['p99_ms']))
    const [busiest] = Object.values(body.busiest ?? {})
    assert.equal(typeof busiest?.['webhook_id'], 'string')
    const [worst = {}, ...others] = Object.values(body.worst ?? {})
    assert.deepEqual(others, [])
    assert.equal(worst['webhook_id'], bad)
    assert.equal(worst['failed'], 2)
    assert.ok(JSON.stringify(body.busiest).includes(good))
  }
  const own = async (query: string) => app.admin('GET', `/v1/statistics/overview?${query}`)
  const from = new Date(Date.now() - 3 * 3_600_000).toISOString()
  const recent = await own(`from=${from}`)
  assert.equal(recent.body.total?.['success'], 2)
  assert.equal(recent.body.step_s, 3600)
  const before = await own(`from=2026-01-01T00:00:00Z&to=2026-01-22T00:00:00Z`)
  assert.equal(before.body.total?.['success'], 0)
  assert.equal(before.body.step_s, 3 * 3600)
  assert.equal(before.body.from, '2026-01-01T00:00:00Z')
  assert.deepEqual(before.body.busiest, [])
  for (const query of [
    `from=${from}&span=day`,
    `to=${from}`,
    'from=yesterday',
    `from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z`,
    `from=2025-01-02T00:00:00Z&to=2026-01-01T00:00:00Z`,
  ]) {
    assert.equal((await own(query)).status, 400, query)
  }
  assert.equal((await app.call('GET', '/v1/statistics/overview')).status, 403)
  assert.equal((await app.admin('GET', '/v1/statistics/overview?span=year')).status, 400)
})
