import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { runPosthorn } from './support/posthorn-process.ts'
import { startReceiver } from './support/receiver.ts'
import { testAdminKey } from './support/server-process.ts'
import { stringAt } from './support/string-at.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

async function startServe(t: TestContext, dataDir: string, allowNetworks: string) {
  const server = runPosthorn(t, ['serve'], {
    cwd: dataDir,
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      POSTHORN_DATA_DIR: dataDir,
      POSTHORN_ADMIN_KEY: testAdminKey,
      POSTHORN_ALLOW_HTTP: 'true',
      POSTHORN_ALLOW_NETWORKS: allowNetworks,
      POSTHORN_DRAIN_MS: '0',
    },
  })
  const port = await eventually(
    'posthorn serve to listen',
    () => /"port":(\d+),"msg":"listening"/.exec(server.stdout())?.[1],
  )
  return {
    call: createApiCall(`http://127.0.0.1:${port}`, testAdminKey),
    log: () => server.stdout(),
    async stop() {
      server.kill('SIGTERM')
      assert.equal(await server.ended, 0)
    },
  }
}

test('where a webhook may not lead is asked at creation, at change and at each attempt; its owner is not told why, the operator is', async (t) => {
  const dataDir = temporaryDirectory(t)
  await using receiver = await startReceiver()
  const open = await startServe(t, dataDir, '127.0.0.0/8')
  const made = await open.call('POST', '/v1/workspaces', { name: 'Test' })
  const workspace = stringAt(made.body, 'id')
  const wanted = { workspace, url: receiver.url, events: ['user.created'] }
  const created = await open.call('POST', '/v1/webhooks', wanted)
  assert.equal(created.status, 201)
  const path = `/v1/webhooks/${stringAt(created.body, 'id')}`
  await open.stop()

  // The operator has closed the network since.
  const closed = await startServe(t, dataDir, '10.1.0.0/16')
  const told: string[] = []
  for (const [method, at, body] of [
    ['POST', '/v1/webhooks', wanted],
    ['PATCH', path, { url: receiver.url }],
    ['PATCH', path, { url: 'http://169.254.169.254/latest/meta-data/' }],
  ] as const) {
    const answer = await closed.call(method, at, body)
    assert.equal(answer.status, 400)
    told.push(stringAt(answer.body.error, 'message'))
  }
  const reason = 'The host must be reachable on the public internet.'
  assert.deepEqual(told, [reason, reason, reason])

  const event = { workspace, type: 'user.created', data: {} }
  assert.equal((await closed.call('POST', '/v1/events', event)).status, 202)
  const delivery = await eventually('an attempt', async () => {
    const { body } = await closed.call('GET', `${path}/deliveries`)
    const [listed] = Object.values(body.deliveries ?? {})
    return Number(listed?.attempts) > 0 ? listed : null
  })
  assert.equal(delivery?.error, 'Address not allowed')
  const detail = await closed.call(
    'GET',
    `/v1/deliveries/${stringAt(delivery, 'id')}?workspace=${workspace}`,
  )
  const [attempt] = Object.values(detail.body.attempt_log ?? {})
  assert.deepEqual([attempt?.error, attempt?.response], ['Address not allowed', null])
  const tested = await closed.call('POST', `${path}/test`)
  assert.match(JSON.stringify(tested.body), /Address not allowed/)

  const log = closed.log()
  for (const rule of ['not_public', 'cloud_metadata']) assert.match(log, new RegExp(rule))
  const answers = JSON.stringify([delivery, detail.body, tested.body, told])
  assert.doesNotMatch(answers, /not_public|cloud_metadata|not public/)
  assert.deepEqual(receiver.requests, [])
  await closed.stop()
})
