import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { createApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { runPosthorn, type PosthornProcess } from './support/posthorn-process.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

interface Serving extends PosthornProcess {
  readonly origin: string
}

async function startServe(
  t: TestContext,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const child = runPosthorn(t, ['serve'], { cwd, env: { PORT: '0', HOST: '127.0.0.1', ...env } })
  const port = await eventually(
    'posthorn serve to listen',
    () => /"port":(\d+),"msg":"listening"/.exec(child.stdout())?.[1],
  )
  return { ...child, origin: `http://127.0.0.1:${port}` }
}

async function stopServe(server: Serving): Promise<void> {
  server.kill('SIGTERM')
  assert.equal(await server.ended, 0)
}

test('an admin key is made on the first start, shown once, and works ever after', async (t) => {
  const cwd = temporaryDirectory(t)
  const first = await startServe(t, cwd)
  const key = /^ {2}(phk_\w+)$/m.exec(first.stderr())?.[1] ?? ''
  assert.ok(!first.stdout().includes(key), 'the key is in the log')
  await stopServe(first)

  const second = await startServe(t, cwd)
  assert.equal(second.stderr(), '')
  const { status } = await createApiCall(second.origin, key)('GET', '/v1/workspaces')
  assert.equal(status, 200)
  await stopServe(second)
})

test('the operator’s own admin key is taken, and none is made', async (t) => {
  const key = 'operator-key-of-forty-printable-characters'
  const server = await startServe(t, temporaryDirectory(t), { POSTHORN_ADMIN_KEY: key })
  assert.equal(server.stderr(), '')
  const { status } = await createApiCall(server.origin, key)('GET', '/v1/workspaces')
  assert.equal(status, 200)
  await stopServe(server)
})

test('a second signal ends it at once, though an attempt is still under way', async (t) => {
  const receiver = createServer(() => {}).listen(0, '127.0.0.1')
  t.after(() => {
    receiver.closeAllConnections()
    receiver.close()
  })
  await once(receiver, 'listening')
  // A TCP server that listens has an AddressInfo.
  const { port } = receiver.address() as AddressInfo
  const key = 'operator-key-of-forty-printable-characters'
  const server = await startServe(t, temporaryDirectory(t), {
    POSTHORN_ADMIN_KEY: key,
    POSTHORN_ALLOW_HTTP: 'true',
    POSTHORN_ALLOW_NETWORKS: '127.0.0.0/8',
  })
  const api = createApiCall(server.origin, key)
  const workspace = (await api('POST', '/v1/workspaces', { name: 'Test' })).body['id']
  const url = `http://127.0.0.1:${port}/`
  const created = await api('POST', '/v1/webhooks', { workspace, url, events: ['user.created'] })
  assert.equal(created.status, 201, JSON.stringify(created.body))
  const arrived = once(receiver, 'request')
  await api('POST', '/v1/events', { workspace, type: 'user.created', data: {} })
  await arrived
  server.kill('SIGTERM')
  await eventually('it to be stopping', () => server.stdout().includes('"msg":"stopping"'))
  const ended = Promise.race([server.ended, new Promise((resolve) => setTimeout(resolve, 700))])
  assert.equal(await ended, undefined, 'it did not wait for the attempt')
  server.kill('SIGTERM')
  assert.equal(await server.ended, 143)
})

test('there is no inbox', async (t) => {
  const server = await startServe(t, temporaryDirectory(t))
  for (const [method, path] of [
    ['GET', '/inbox'],
    ['POST', '/inbox/hook'],
  ] as const) {
    assert.equal((await fetch(server.origin + path, { method })).status, 404)
  }
  await stopServe(server)
})

test('a wrong setting and a port that is taken end with a sentence and exit code 1', async (t) => {
  const wrong = runPosthorn(t, ['serve'], { cwd: temporaryDirectory(t), env: { PORT: '80a' } })
  assert.equal(await wrong.ended, 1)
  assert.equal(wrong.stderr(), 'PORT is "80a"; it has to be a whole number from 0 to 65535.\n')
  assert.equal(wrong.stdout(), '')

  const server = await startServe(t, temporaryDirectory(t))
  const { port } = new URL(server.origin)
  const env = { PORT: port, HOST: '127.0.0.1', POSTHORN_ADMIN_KEY: 'x'.repeat(32) }
  const second = runPosthorn(t, ['serve'], { cwd: temporaryDirectory(t), env })
  assert.equal(await second.ended, 1)
  assert.equal(
    second.stderr(),
    `Port ${port} is taken by another program: set PORT to a free one.\n`,
  )
  await stopServe(server)
})
