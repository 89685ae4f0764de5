import { after } from 'node:test'
import { createTestDatabases } from '../../../test/support/postgres-databases.ts'
import { startPostgresServer } from '../../../test/support/postgres-server.ts'
import { testStoreContract } from '../contract.ts'
import { startMs } from '../contract/samples.ts'
import { openPostgresStore } from './open-postgres-store.ts'

const server = await startPostgresServer()
after(() => server[Symbol.asyncDispose]())
const databases = createTestDatabases(server)

testStoreContract(async () => {
  const database = await databases.create()
  const open = async () => {
    const { store } = await openPostgresStore({
      url: database.url,
      pooling: 'direct',
      connections: 6,
      nowMs: () => startMs,
      dropsByWeek: false,
    })
    return store
  }
  let current = await open()
  return {
    store: current,
    async restart() {
      await current.close()
      current = await open()
      return current
    },
    async [Symbol.asyncDispose]() {
      await current.close()
      await database[Symbol.asyncDispose]()
    },
  }
})
