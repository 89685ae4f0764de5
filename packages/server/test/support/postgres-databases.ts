import { startMs } from '../../src/stores/contract/samples.ts'
import { openPostgresStore } from '../../src/stores/postgres/open-postgres-store.ts'
import type { PostgresServer } from './postgres-server.ts'

export interface TestDatabase extends AsyncDisposable {
  readonly url: string
}

export interface TestDatabases {
  /** A new one with the schema of this version, or an empty one. */
  create(options?: { readonly isEmpty?: boolean }): Promise<TestDatabase>
}

export const templateDatabase = 'posthorn_template'

/** As a store that was opened at this time leaves it, for others to be copied from. */
export async function makeTemplateDatabase(server: PostgresServer): Promise<void> {
  await server.query(`CREATE DATABASE ${templateDatabase}`)
  const { store } = await openPostgresStore({
    url: server.urlOf(templateDatabase),
    pooling: 'direct',
    connections: 4,
    nowMs: () => startMs,
  })
  await store.close()
}

/** Databases of one server: each test has its own, copied from one that was migrated once. */
export function createTestDatabases(server: PostgresServer): TestDatabases {
  let made = 0
  let migrated: Promise<void> | null = null

  return {
    async create({ isEmpty = false } = {}) {
      const name = `test_${++made}`
      if (!isEmpty) await (migrated ??= makeTemplateDatabase(server))
      await server.query(`CREATE DATABASE ${name}${isEmpty ? '' : ` TEMPLATE ${templateDatabase}`}`)
      return {
        url: server.urlOf(name),
        async [Symbol.asyncDispose]() {
          await server.query(`DROP DATABASE ${name} WITH (FORCE)`)
        },
      }
    },
  }
}
