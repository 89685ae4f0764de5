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
  assert.equal((await app.call('GET', '/v1/deliveries?webhook=hook_1')).status, 404)
})

test('deliveries of all webhooks of a workspace are found together, and of no other', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const create = async (fields: object) => {
    const webhook = { url: receiver.url, events: ['*'], ...fields }
    return stringAt((await app.admin('POST', '/v1/webhooks', webhook)).body, 'id')
  }
  const [one, two] = [
    await create({ workspace: app.workspace }),
    await create({ workspace: app.workspace }),
  ]
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const elsewhere = await create({ workspace: other })
  const find = async (query: string) =>
    listOf((await app.call('GET', `/v1/deliveries?${query}`)).body)
  for (const workspace of [app.workspace, other]) {
    await app.admin('POST', '/v1/events', { type: 'user.created', data: {}, workspace })
  }
  await eventually('both arrivals', async () => (await find('status=success')).length === 2)
  const first = await app.call('GET', '/v1/deliveries?limit=1')
  const second = await app.call(
    'GET',
    `/v1/deliveries?limit=1&cursor=${stringAt(first.body, 'next_cursor')}`,
  )
  const found = [...listOf(first.body), ...listOf(second.body)].map((one) => one?.['webhook_id'])
  assert.deepEqual(new Set(found), new Set([one, two]))
  assert.equal(second.body.next_cursor, null)
  assert.equal((await find(`webhook=${one}`)).length, 1)
  assert.equal((await app.admin('GET', '/v1/deliveries')).status, 400)
  assert.equal(listOf((await app.admin('GET', `/v1/deliveries?workspace=${other}`)).body).length, 1)
  const mixed = `/v1/deliveries?workspace=${app.workspace}&webhook=${elsewhere}`
  assert.equal((await app.admin('GET', mixed)).status, 404)
  assert.equal((await app.call('GET', `/v1/deliveries?webhook=${elsewhere}`)).status, 404)
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
