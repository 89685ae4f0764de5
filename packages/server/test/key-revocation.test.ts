import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { pino } from 'pino'
import { createApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { readEnvironment } from '../src/config/read-environment.ts'
import { loadSecrets } from '../src/config/secrets.ts'
import { openSqliteStore } from '../src/stores/sqlite/open-sqlite-store.ts'
import type { Store } from '../src/stores/store.ts'
import { createApiCall, type ApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { ManualClock } from './support/manual-clock.ts'
import { runPosthorn } from './support/posthorn-process.ts'
import { testAdminKey } from './support/server-process.ts'
import { stringAt } from './support/string-at.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

/** The revocation has to be known everywhere by then. */
const longestMs = 5000

interface Node extends AsyncDisposable {
  readonly clock: ManualClock
  as(key: string): ApiCall
}

/** A whole server on a store that it shares with others and leaves open. */
async function startNode(store: Store, dataDir: string): Promise<Node> {
  const environment = readEnvironment({
    POSTHORN_DATA_DIR: dataDir,
    POSTHORN_ADMIN_KEY: testAdminKey,
    POSTHORN_DRAIN_MS: '0',
  })
  const { config } = await loadConfig('serve', environment, dataDir)
  const clock = new ManualClock(Date.parse('2026-01-15T12:00:00Z'))
  const app = await createApp({
    config,
    secrets: loadSecrets(environment, dataDir),
    log: pino({ level: 'fatal' }),
    clock,
    store: { ...store, close: async () => {} },
  })
  const port = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    clock,
    as: (key) => createApiCall(`http://127.0.0.1:${port}`, key),
    [Symbol.asyncDispose]: () => app.stop(),
  }
}

test('a key that is revoked on one node is refused on another within five seconds', async (t) => {
  const dataDir = temporaryDirectory(t)
  const store = await openSqliteStore({ directory: dataDir, nowMs: () => Date.now() })
  t.after(() => store.close())
  await using one = await startNode(store, dataDir)
  await using other = await startNode(store, dataDir)
  const admin = one.as(testAdminKey)
  const made = await admin('POST', '/v1/keys', { name: 'x', scopes: ['read'] })
  const ask = async () =>
    (await other.as(stringAt(made.body, 'key'))('GET', '/v1/workspaces')).status

  await other.clock.advance(longestMs)
  await eventually('the key to be known there', async () => (await ask()) === 200)
  await admin('DELETE', `/v1/keys/${stringAt(made.body, 'id')}`)
  await other.clock.advance(longestMs)
  // From here on no time passes there: what it does, it began within the five seconds.
  await eventually('the key to be refused there', async () => (await ask()) === 401)
})

async function startServe(t: TestContext, cwd: string) {
  const server = runPosthorn(t, ['serve'], { cwd, env: { PORT: '0', HOST: '127.0.0.1' } })
  const port = await eventually(
    'posthorn serve to listen',
    () => /"port":(\d+),"msg":"listening"/.exec(server.stdout())?.[1],
  )
  return {
    url: `http://127.0.0.1:${port}`,
    adminKey: () => /^ {2}(phk_\w+)$/m.exec(server.stderr())?.[1] ?? null,
    async stop() {
      server.kill('SIGTERM')
      assert.equal(await server.ended, 0)
    },
  }
}

test('a server whose last key for everything was revoked makes another on its next start', async (t) => {
  const cwd = temporaryDirectory(t)
  const first = await startServe(t, cwd)
  const key = first.adminKey() ?? ''
  const admin = createApiCall(first.url, key)
  const [made] = Object.values((await admin('GET', '/v1/keys')).body.data ?? {})
  await admin('POST', '/v1/keys', { name: 'no substitute', scopes: ['read'] })
  assert.equal((await admin('DELETE', `/v1/keys/${stringAt(made, 'id')}`)).status, 200)
  await first.stop()

  const second = await startServe(t, cwd)
  const next = second.adminKey()
  assert.ok(next !== null && next !== key)
  assert.equal((await createApiCall(second.url, key)('GET', '/v1/keys')).status, 401)
  assert.equal((await createApiCall(second.url, next)('GET', '/v1/keys')).status, 200)
  await second.stop()
})
