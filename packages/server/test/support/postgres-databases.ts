import { Client } from 'pg'
import { migrate } from '../../src/stores/postgres/migrate.ts'
import type { PostgresServer } from './postgres-server.ts'

export interface TestDatabase extends AsyncDisposable {
  readonly url: string
}

export interface TestDatabases {
  /** A new one with the schema of this version, or an empty one. */
  create(options?: { readonly isEmpty?: boolean }): Promise<TestDatabase>
}

const template = 'posthorn_template'

/** Databases of one server: each test has its own, copied from one that was migrated once. */
export function createTestDatabases(server: PostgresServer): TestDatabases {
  let made = 0
  let migrated: Promise<void> | null = null

  async function makeTemplate(): Promise<void> {
    await server.query(`CREATE DATABASE ${template}`)
    const client = new Client({ connectionString: server.urlOf(template) })
    await client.connect()
    await migrate(client)
    await client.end()
  }

  return {
    async create({ isEmpty = false } = {}) {
      const name = `test_${++made}`
      if (!isEmpty) await (migrated ??= makeTemplate())
      await server.query(`CREATE DATABASE ${name}${isEmpty ? '' : ` TEMPLATE ${template}`}`)
      return {
        url: server.urlOf(name),
        async [Symbol.asyncDispose]() {
          await server.query(`DROP DATABASE ${name} WITH (FORCE)`)
        },
      }
    },
  }
}
