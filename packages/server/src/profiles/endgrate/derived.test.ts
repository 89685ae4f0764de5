import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { textOf } from '../../../test/support/api-client.ts'
import { startReceiver } from '../../../test/support/receiver.ts'
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts'
import { startTestApp } from '../../../test/support/test-app.ts'
import { allWebhooks, initiate, newCustomer, publish, received } from './testing/session.ts'

const config = `export default { profiles: [
  { name: 'acme', extends: 'endgrate', basePath: '/acme/v1', signatureHeader: 'X-Acme-Signature' },
  { name: 'sparse', extends: 'endgrate', basePath: '/sparse', eventTypes: ['endgrate.data', 'sparse.renamed'] },
] }`

test('a profile that is made of this one keeps sessions of its own, at its own address', async (t) => {
  const configFile = join(temporaryDirectory(t), 'posthorn.config.ts')
  writeFileSync(configFile, config)
  await using app = await startTestApp({ environment: { POSTHORN_CONFIG: configFile } })
  await using receiver = await startReceiver()
  const { call, key } = await newCustomer(app)
  const sessionId = await initiate(call, allWebhooks(receiver), '/acme/v1/session/initiate')
  await publish(app, sessionId, 'endgrate.completed')
  const [request] = await received(receiver, 1)
  assert.ok(request !== undefined)
  assert.equal(
    request.headers['x-acme-signature'],
    createHmac('sha1', key).update(request.body).digest('base64'),
  )
  const query = `session_id=${sessionId}`
  assert.equal((await call('GET', `/api/session?${query}`)).status, 404)
  assert.equal((await call('GET', `/acme/v1/session?${query}`)).status, 200)
  const wanted = { session_id: sessionId, endgrate_type: 'crm-contact' }
  const transfer = await call('POST', '/acme/v1/pull/transfer', wanted)
  assert.match(textOf(transfer.body.statistics), /^\/acme\/v1\/statistics\?/)
  assert.equal((await call('GET', textOf(transfer.body.statistics))).status, 200)
  const unknown = await call('GET', '/acme/v1/pull/nothing')
  assert.deepEqual([unknown.status, Object.keys(unknown.body)], [404, ['message']])
})

test('with a catalogue of its own it offers the webhooks that this has a type for', async (t) => {
  const configFile = join(temporaryDirectory(t), 'posthorn.config.ts')
  writeFileSync(configFile, config)
  await using app = await startTestApp({ environment: { POSTHORN_CONFIG: configFile } })
  await using receiver = await startReceiver()
  const { call } = await newCustomer(app)
  const path = '/sparse/session/initiate'
  const refused = await call('POST', path, { error_webhook: { endpoint: receiver.url } })
  assert.equal(refused.status, 422)
  assert.deepEqual(refused.body.errors, {
    json: { error_webhook: ['Is not offered: sparse has no endgrate.error.'] },
  })
  const sessionId = await initiate(call, {}, path)
  const wanted = { session_id: sessionId, endgrate_type: 'crm-contact' }
  const own = { data_webhook: { endpoint: `${receiver.url}/own` } }
  const transfer = await call('POST', '/sparse/pull/transfer', { ...wanted, ...own })
  assert.equal(transfer.status, 200)
  await publish(app, sessionId, 'endgrate.data', {
    transfer_id: textOf(transfer.body.transfer_id),
  })
  const [data] = await received(receiver, 1)
  assert.equal(data?.path, '/hook/own')
  const error = { error_webhook: { endpoint: receiver.url } }
  const unknown = await call('POST', '/sparse/pull/transfer', { ...wanted, ...error })
  assert.deepEqual(unknown.body.errors, refused.body.errors)

  const made = { url: receiver.url, profile: 'sparse', events: ['sparse.renamed'] }
  assert.equal((await app.call('POST', '/v1/webhooks', made)).status, 201)
  await publish(app, 'a-channel', 'sparse.renamed', '{"name":"é","n":1.10}')
  const [, request] = await received(receiver, 2)
  assert.equal(
    String(request?.body),
    '{"success": true, "session_id": "a-channel", "name": "\\u00e9", "n": 1.1}',
  )
})
