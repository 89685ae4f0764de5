import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testStoreContract } from '../contract.ts'
import { startMs } from '../contract/samples.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

testStoreContract(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'posthorn-store-'))
  const open = () => openSqliteStore({ directory, nowMs: () => startMs })
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
      await rm(directory, { recursive: true })
    },
  }
})
