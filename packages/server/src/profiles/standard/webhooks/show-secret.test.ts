import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from '../../../../test/support/api-client.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'
import { initiate, newCustomer } from '../../endgrate/testing/session.ts'

const url = 'https://example.com/hook'

test('an admin can look up the API key that signs a session, and the audit log says so', async () => {
  await using app = await startTestApp()
  const { call, key } = await newCustomer(app)
  await initiate(call, { error_webhook: { endpoint: url } })
  const { body: listed } = await app.call('GET', '/v1/webhooks')
  const id = textOf(listed.data?.['0']?.id)
  const path = `/v1/webhooks/${id}/secret`
  const { status, body } = await app.admin('GET', path)
  assert.equal(status, 200)
  assert.deepEqual(body, { id, secret: key })
  assert.equal((await app.call('GET', path)).status, 403)
  const { body: log } = await app.admin('GET', `/v1/audit?workspace=${app.workspace}`)
  assert.equal(log.data?.['0']?.action, 'webhook.show_secret')
})

test('secrets of other profiles are shown when they are made, and never again', async () => {
  await using app = await startTestApp()
  const created = await app.call('POST', '/v1/webhooks', { url, events: ['user.created'] })
  const path = `/v1/webhooks/${textOf(created.body.id)}/secret`
  const { status, body } = await app.admin('GET', path)
  assert.equal(status, 403)
  assert.equal(body.error?.code, 'forbidden')
  assert.equal((await app.admin('GET', '/v1/webhooks/hook_1/secret')).status, 404)
})
