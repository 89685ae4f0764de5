import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonNode } from '../../../../test/support/api-client.ts'
import { eventually } from '../../../../test/support/eventually.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const listOf = (body: JsonNode) => Object.values(body.data ?? {})

test('deliveries are found by type and state, page by page, those under way included', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const url = receiver.url
  const made = await app.call('POST', '/v1/webhooks', { url, events: ['*'] })
  const path = `/v1/deliveries?webhook=${stringAt(made.body, 'id')}`
  const publish = (type: string) => app.call('POST', '/v1/events', { type, data: {} })
  const find = async (query: string) => (await app.call('GET', `${path}&${query}`)).body
  for (const type of ['user.created', 'user.deleted', 'user.created']) await publish(type)
  await eventually('three arrivals', async () => {
    return listOf(await find('status=success')).length === 3
  })
  receiver.answer = { status: 500 }
  await publish('user.updated')
  const [waiting] = await eventually('a retry that waits', async () => {
    const found = listOf(await find('status=pending'))
    return typeof found[0]?.['next_attempt_at'] === 'string' && found
  })
  assert.equal(waiting?.['event_type'], 'user.updated')
  assert.equal(waiting?.['error'], 'HTTP 500')
  receiver.answer = 'stall'
  await publish('user.updated')
  await eventually('one that is under way', async () => listOf(await find('')).length === 5)

  const created = await find('event_type=user.created&limit=1')
  assert.equal(listOf(created).length, 1)
  const next = stringAt(created, 'next_cursor')
  const second = await find(`event_type=user.created&limit=1&cursor=${next}`)
  assert.equal(listOf(second).length, 1)
  assert.notDeepEqual(listOf(second), listOf(created))
  const other = await app.call('GET', `${path}&event_type=user.deleted&cursor=${next}`)
  assert.equal(other.status, 400)

  assert.equal(listOf(await find('to=2020-01-01T00:00:00Z')).length, 0)
  assert.equal(listOf(await find('from=2020-01-01T00:00:00Z')).length, 5)
  assert.equal((await app.call('GET', `${path}&from=yesterday`)).status, 400)
  assert.equal((await app.call('GET', '/v1/deliveries')).status, 400)
  assert.equal((await app.call('GET', '/v1/deliveries?webhook=hook_1')).status, 404)
})

test('what became of deliveries is counted by webhook and hour', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const url = receiver.url
  const made = await app.call('POST', '/v1/webhooks', { url, events: ['*'] })
  const id = stringAt(made.body, 'id')
  await app.call('POST', '/v1/webhooks', { url, events: ['user.deleted'] })
  for (const _ of [1, 2]) await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  const { body } = await eventually('both to be counted', async () => {
    const answer = await app.call('GET', '/v1/statistics/webhooks?hours=2')
    const [counts] = listOf(answer.body)
    return Object.values(counts?.['success'] ?? {}).some((count) => Number(count) > 1) && answer
  })
  assert.equal(listOf(body).length, 1)
  const [counts] = listOf(body)
  assert.equal(counts?.['webhook_id'], id)
  assert.equal(Object.values(counts?.['failed'] ?? {}).length, 2)
  const own = await app.call('GET', `/v1/statistics/webhooks?webhook=${id}`)
  assert.equal(listOf(own.body).length, 1)
  assert.equal((await app.call('GET', '/v1/statistics/webhooks?webhook=hook_1')).status, 404)
  assert.equal((await app.call('GET', '/v1/statistics/webhooks?hours=169')).status, 400)
})
