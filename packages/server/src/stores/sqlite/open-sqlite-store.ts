import { mkdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Store } from '../store.ts'
import { lockDirectory } from './directory-lock.ts'
import type { ReaderMethods } from './reader-methods.ts'
import { createSqliteStore } from './sqlite-store.ts'
import { WorkerClient } from './worker-client.ts'
import type { WriterMethods } from './writer-methods.ts'

export interface SqliteStoreOptions {
  /** Made when it does not exist. One process at a time can use it. */
  readonly directory: string
  readonly nowMs: () => number
}

/** Rejects with a StoreError when the directory is in use, or its database is from a newer version. */
export async function openSqliteStore({ directory, nowMs }: SqliteStoreOptions): Promise<Store> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const lock = lockDirectory(directory)
  const path = join(directory, 'posthorn.sqlite')
  const clients: { close(): Promise<void> }[] = []
  try {
    const writer = new WorkerClient<WriterMethods>(threadModule('writer-thread'), {
      path,
      nowMs: nowMs(),
    })
    clients.push(writer)
    await writer.opened
    const reader = new WorkerClient<ReaderMethods>(threadModule('reader-thread'), { path })
    clients.push(reader)
    await reader.opened
    return createSqliteStore({ path, writer, reader, lock })
  } catch (error) {
    await Promise.all(clients.map((client) => client.close()))
    lock[Symbol.dispose]()
    throw error
  }
}

/** A module beside this one: `.ts` when run from source, `.js` when built. */
function threadModule(name: string): URL {
  return new URL(`./${name}${extname(fileURLToPath(import.meta.url))}`, import.meta.url)
}
