import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from '../../../test/support/api-client.ts'
import { createWebhook, itemsOf, publish } from '../../../test/support/encrata-client.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { startTestApp } from '../../../test/support/test-app.ts'
import { createTestSender } from '../../../test/support/test-sender.ts'

const url = 'https://example.com/webhook'

test('webhooks are listed newest first, each under its own id in either case', async () => {
  await using app = await startTestApp()
  const ids: string[] = []
  for (const name of ['a', 'b', 'c']) {
    ids.unshift((await createWebhook(app, { description: name })).id)
  }
  assert.deepEqual(
    itemsOf(await app.call('GET', '/api/webhooks')).map(({ id }) => id),
    ids,
  )
  const upper = await app.call('GET', `/api/webhooks?id=${ids[0]?.toUpperCase()}`)
  assert.equal(upper.body.id, ids[0])
})

test('fields that are absent or null keep their value, and others change', async () => {
  await using app = await startTestApp()
  const { id } = await createWebhook(app, { description: 'Production webhook' })
  const show = async () => {
    const {
      description,
      events,
      is_active: active,
      url: shown,
    } = (await app.call('GET', `/api/webhooks?id=${id}`)).body
    return { url: shown, events, description, active }
  }
  const change = (fields: object) => app.call('PUT', '/api/webhooks', { id, ...fields })
  const first = {
    url,
    events: ['lookup.completed'],
    description: 'Production webhook',
    active: true,
  }
  await change({ url })
  assert.deepEqual(await show(), first)
  await change({ url, events: null, description: null, is_active: null })
  assert.deepEqual(await show(), first)
  const other = 'https://example.com/other'
  await change({ url: other, events: ['credits.low'], description: '', is_active: false })
  const second = { url: other, events: ['credits.low'], description: '', active: false }
  assert.deepEqual(await show(), second)
  await change({ url: other, is_active: true })
  assert.deepEqual(await show(), { ...second, active: true })
  await app.restart()
  assert.deepEqual(await show(), { ...second, active: true })
})

test('a paused webhook gets nothing until it is active again', async () => {
  const sender = createTestSender()
  await using app = await startTestApp({ sender })
  const { id } = await createWebhook(app)
  await app.call('PUT', '/api/webhooks', { id, url, is_active: false })
  await publish(app, 'lookup.completed', { n: 1 })
  await app.call('PUT', '/api/webhooks', { id, url, is_active: true })
  await publish(app, 'lookup.completed', { n: 2 })
  await eventually('the second event', () => sender.requests.length > 0)
  const bodies = sender.requests.map(({ body }) => JSON.parse(Buffer.from(body).toString()).data)
  assert.deepEqual(bodies, [{ n: 2 }])
})

test('a webhook is deleted by an id in the body or in the query', async () => {
  await using app = await startTestApp()
  for (const inBody of [true, false]) {
    const { id } = await createWebhook(app)
    const deleted = inBody
      ? await app.call('DELETE', '/api/webhooks', { id })
      : await app.call('DELETE', `/api/webhooks?id=${id}`)
    assert.deepEqual([deleted.status, deleted.body], [200, { status: 'deleted' }])
    assert.equal((await app.call('GET', `/api/webhooks?id=${id}`)).status, 404)
    assert.equal((await app.call('DELETE', '/api/webhooks', { id })).status, 404)
  }
})

test('what the product does not know is ignored, a secret of the caller’s included', async () => {
  await using app = await startTestApp()
  const { secret } = await createWebhook(app, { secret: 'mine', is_active: false, colour: 'red' })
  assert.match(secret, /^whsec_[0-9a-f]{64}$/)
  const [shown] = itemsOf(await app.call('GET', '/api/webhooks?colour=red'))
  assert.equal(shown?.is_active, true)
})

test('through /v1 a webhook of the product is made and changed under the product’s rules', async () => {
  await using app = await startTestApp()
  const wanted = { profile: 'encrata', url, events: ['credits.low'] }
  const created = await app.call('POST', '/v1/webhooks', wanted)
  assert.equal(created.status, 201)
  assert.match(textOf(created.body.secret), /^whsec_[0-9a-f]{64}$/)
  const [own] = itemsOf(await app.call('GET', '/api/webhooks'))
  assert.deepEqual(own?.events, ['credits.low'])
  for (const fields of [
    { secret: 'mine' },
    { url: 'http://example.com/' },
    { events: ['*'] },
    { events: ['user.created'] },
  ]) {
    const refused = await app.call('POST', '/v1/webhooks', { ...wanted, ...fields })
    assert.equal(refused.status, 400, JSON.stringify(fields))
    assert.equal(refused.body.error?.code, 'validation_error')
  }
})
