import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { keyNameOf, parseMasterKeys } from '../src/config/key-ring.ts'
import { createApiCall, type ApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { runPosthorn } from './support/posthorn-process.ts'
import { startReceiver } from './support/receiver.ts'
import { startServerProcess, testAdminKey, type ServerProcess } from './support/server-process.ts'
import { stringAt } from './support/string-at.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

function namesInFile(dataDir: string): string[] {
  const keys = parseMasterKeys(readFileSync(join(dataDir, 'master.key'), 'utf8').trim())
  return (keys ?? []).map(({ name }) => name)
}

/** Read from the file itself, as it would be found after a theft. */
function namesInDatabase(dataDir: string): string[] {
  const db = new DatabaseSync(join(dataDir, 'posthorn.sqlite'), { readOnly: true })
  try {
    const names = db
      .prepare('SELECT secrets FROM webhooks')
      .all()
      .flatMap(({ secrets }) => JSON.parse(String(secrets)))
      .map(({ sealed }) => keyNameOf(sealed))
    return [...new Set(names)]
  } finally {
    db.close()
  }
}

async function createWebhooks(api: ApiCall, url: string, count: number): Promise<string> {
  const workspace = stringAt((await api('POST', '/v1/workspaces', { name: 'Test' })).body, 'id')
  for (let made = 0; made < count; made += 1) {
    const webhook = { workspace, url, events: ['user.created'] }
    assert.equal((await api('POST', '/v1/webhooks', webhook)).status, 201)
  }
  return workspace
}

function rotation(t: Parameters<typeof runPosthorn>[0], server: ServerProcess, cwd: string) {
  const env = { POSTHORN_URL: server.url, POSTHORN_KEY: testAdminKey }
  return runPosthorn(t, ['keys', 'rotate'], { cwd, env })
}

test('posthorn keys rotate has a running server seal everything anew while events are delivered', async (t) => {
  const dataDir = temporaryDirectory(t)
  await using receiver = await startReceiver()
  const server = await startServerProcess(dataDir)
  t.after(() => server.kill())
  const api = createApiCall(server.url, testAdminKey)
  const workspace = await createWebhooks(api, receiver.url, 300)
  const [former = ''] = namesInFile(dataDir)

  let published = 0
  let isDone = false
  const publishing = (async () => {
    while (!isDone) {
      const event = { workspace, type: 'user.created', data: { number: published } }
      assert.equal((await api('POST', '/v1/events', event)).status, 202)
      published += 1
    }
  })()
  const command = rotation(t, server, dataDir)
  assert.equal(await command.ended, 0, command.stderr())
  isDone = true
  await publishing

  const [current = ''] = namesInFile(dataDir)
  assert.match(command.stdout(), new RegExp(`^300 secrets are sealed under ${current}\\.$`, 'm'))
  assert.deepEqual(namesInFile(dataDir), [current, former])
  assert.deepEqual(namesInDatabase(dataDir), [current])
  assert.ok(published > 0)
  await eventually('every delivery', () => receiver.requests.length === published * 300)
  assert.equal(await server.stop(), 0)
})

test('a server that is killed in the middle goes on where it was', async (t) => {
  const dataDir = temporaryDirectory(t)
  const first = await startServerProcess(dataDir)
  t.after(() => first.kill())
  await createWebhooks(createApiCall(first.url, testAdminKey), 'http://127.0.0.1:65000/hook', 450)
  const begun = await createApiCall(first.url, testAdminKey)('POST', '/v1/master-key/rotate')
  assert.equal(begun.status, 202)
  await first.kill()

  const second = await startServerProcess(dataDir)
  t.after(() => second.kill())
  const current = stringAt(begun.body, 'name')
  await eventually('the rest to be sealed anew', () => {
    const names = namesInDatabase(dataDir)
    return names.length === 1 && names[0] === current
  })
  assert.equal(namesInFile(dataDir)[0], current)
  assert.equal(await second.stop(), 0)
})

test('what keeps a rotation from beginning is told in a sentence', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = await startServerProcess(dataDir)
  t.after(() => server.kill())
  const env = { POSTHORN_URL: server.url, POSTHORN_KEY: 'phk_wrong' }
  const command = runPosthorn(t, ['keys', 'rotate'], { cwd: dataDir, env })
  assert.equal(await command.ended, 1)
  assert.match(command.stderr(), /^This API key was mistyped or cut off/)
  assert.equal(namesInFile(dataDir).length, 1)
})
