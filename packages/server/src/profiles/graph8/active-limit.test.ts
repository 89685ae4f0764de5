import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWebhook, itemsOf, webhooksPath } from '../../../test/support/graph8-client.ts'
import { startTestApp } from '../../../test/support/test-app.ts'

const wanted = { url: 'https://example.com/hooks', events: ['campaign.created'] }
const refusal = { detail: 'Maximum 10 active webhooks per organization' }

test('of twenty webhooks that are created at once, ten are', async () => {
  await using app = await startTestApp()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => app.call('POST', webhooksPath, wanted)),
  )
  const refused = answers.filter(({ status }) => status !== 201)
  assert.equal(refused.length, 10)
  for (const { status, body } of refused) assert.deepEqual([status, body], [400, refusal])
  assert.equal(itemsOf(await app.call('GET', `${webhooksPath}?is_active=true`)).length, 10)
})

test('inactive webhooks do not count, and one that is switched on again does', async () => {
  await using app = await startTestApp()
  const paused = await createWebhook(app, {})
  await app.call('PATCH', paused.path, { is_active: false })
  const others = []
  for (let n = 0; n < 10; n += 1) others.push(await createWebhook(app, {}))
  const switchOn = () => app.call('PATCH', paused.path, { is_active: true, name: 'on again' })
  const refused = await switchOn()
  assert.deepEqual([refused.status, refused.body], [400, refusal])
  const { body } = await app.call('GET', paused.path)
  assert.deepEqual([body.data?.is_active, body.data?.name], [false, null])

  // One that is active already may be changed.
  const [first] = others
  assert.equal((await app.call('PATCH', first?.path ?? '', { is_active: true })).status, 200)
  await app.call('DELETE', first?.path ?? '')
  assert.equal((await switchOn()).status, 200)
  assert.equal((await app.call('POST', webhooksPath, wanted)).status, 400)
})

test('webhooks that are switched on at once keep to the limit as well', async () => {
  await using app = await startTestApp()
  const paths: string[] = []
  for (let n = 0; n < 14; n += 1) {
    const { path } = await createWebhook(app, {})
    paths.push(path)
    await app.call('PATCH', path, { is_active: false })
  }
  const answers = await Promise.all(
    paths.map((path) => app.call('PATCH', path, { is_active: true })),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 10)
  assert.equal(answers.filter(({ status }) => status === 400).length, 4)
})

test('webhooks of other APIs and organizations do not count, those made through /v1 do', async () => {
  await using app = await startTestApp()
  const plain = { url: wanted.url, events: ['user.created'] }
  for (let n = 0; n < 11; n += 1) {
    assert.equal((await app.call('POST', '/v1/webhooks', plain)).status, 201)
  }
  for (let n = 0; n < 9; n += 1) await createWebhook(app, {})
  const ours = { ...wanted, profile: 'graph8' }
  assert.equal((await app.call('POST', '/v1/webhooks', ours)).status, 201)
  const eleventh = await app.call('POST', '/v1/webhooks', ours)
  assert.deepEqual([eleventh.status, eleventh.body.error?.code], [409, 'conflict'])
  assert.equal((await app.call('POST', webhooksPath, wanted)).status, 400)
})
