import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { createApp, type AppOptions } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { readEnvironment } from '../../src/config/read-environment.ts'
import { loadSecrets } from '../../src/config/secrets.ts'
import { parsePublicId } from '../../src/http/public-ids.ts'
import { createKey } from '../../src/management/create-key.ts'
import type { ManagementContext } from '../../src/management/management-context.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { createApiCall, textOf, type ApiCall } from './api-client.ts'
import { testAdminKey } from './server-process.ts'
import { storeEnvironment } from './test-store.ts'

export interface TestApp extends AsyncDisposable {
  readonly url: string
  /** With the admin key. */
  readonly admin: ApiCall
  /** With a key of {@link workspace} that may publish and manage. */
  readonly call: ApiCall
  readonly workspace: string
  readonly dataDir: string
  /** For what no surface offers. */
  readonly context: ManagementContext
  /** Stops it and starts it again on the same data, with these settings in place of former ones. */
  restart(environment?: Readonly<Record<string, string>>): Promise<void>
}

export type TestAppOptions = Pick<AppOptions, 'clock' | 'sender'> & {
  /** Settings beside those that let it reach loopback. */
  readonly environment?: Readonly<Record<string, string>>
  /** Puts a store in place of the real one, which it is given. */
  readonly replaceStore?: (store: Store) => Store
}

/** The whole server in this process, on a SQLite file of its own. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'posthorn-test-'))
  let variables: Readonly<Record<string, string>> = {
    POSTHORN_DATA_DIR: dataDir,
    POSTHORN_ADMIN_KEY: testAdminKey,
    POSTHORN_ALLOW_HTTP: 'true',
    POSTHORN_ALLOW_NETWORKS: '127.0.0.0/8',
    POSTHORN_RATE_LIMIT_PER_MINUTE: '0',
    ...(await storeEnvironment(dataDir)),
    POSTHORN_DRAIN_MS: '0',
    ...options.environment,
  }
  const log = pino({ level: 'fatal' })

  async function start() {
    const environment = readEnvironment(variables)
    const { config } = await loadConfig('serve', environment, dataDir)
    const { clock, sender, replaceStore } = options
    const openStore = () =>
      openSqliteStore({ directory: config.dataDir, nowMs: () => clock?.nowMs() ?? Date.now() })
    const app = await createApp({
      config,
      secrets: loadSecrets(environment, config.dataDir),
      log,
      ...(clock === undefined ? {} : { clock }),
      ...(sender === undefined ? {} : { sender }),
      ...(replaceStore === undefined ? {} : { store: replaceStore(await openStore()) }),
    })
    const port = await app.listen({ host: '127.0.0.1', port: 0 })
    return { app, url: `http://127.0.0.1:${port}` }
  }

  let running = await start()
  const admin: ApiCall = (...call) => createApiCall(running.url, testAdminKey)(...call)
  const workspace = textOf((await admin('POST', '/v1/workspaces', { name: 'Test' })).body.id)
  // No event tells of this key, so that a test begins with an empty log.
  const { text: key } = await createKey(
    running.app.context,
    {
      workspaceId: parsePublicId('workspace', workspace),
      name: 'test',
      scopes: ['publish', 'manage'],
      expiresAtMs: null,
      isUntold: true,
    },
    null,
  )
  return {
    get url() {
      return running.url
    },
    admin,
    call: (...call) => createApiCall(running.url, key)(...call),
    workspace,
    dataDir,
    get context() {
      return running.app.context
    },
    async restart(changed) {
      variables = { ...variables, ...changed }
      await running.app.stop()
      running = await start()
    },
    async [Symbol.asyncDispose]() {
      await running.app.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
