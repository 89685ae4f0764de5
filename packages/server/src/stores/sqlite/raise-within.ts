import { realpathSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { raiseOnce } from '../operations/inbox.ts'
import type { Raised, RaiseOutcome } from '../inbox-store.ts'
import { createOperationRunner } from './run-operation.ts'

/**
 * Raises an event through a caller's connection: within its transaction, or in one of its own where
 * it has none.
 *
 * @param path - the file of this store
 */
export function raiseWithin(client: unknown, path: string, raised: Raised): RaiseOutcome {
  if (!(client instanceof DatabaseSync)) {
    throw new TypeError('`client` has to be a DatabaseSync of node:sqlite, as the store is SQLite.')
  }
  if (!isOpenOn(client, path)) {
    throw new TypeError(
      `\`client\` has to be a connection to ${path}: two files never commit as one.`,
    )
  }
  const run = createOperationRunner(client)
  if (client.isTransaction) return run(raiseOnce(raised))
  client.exec('BEGIN IMMEDIATE')
  try {
    const outcome = run(raiseOnce(raised))
    client.exec('COMMIT')
    return outcome
  } catch (error) {
    if (client.isTransaction) client.exec('ROLLBACK')
    throw error
  }
}

function isOpenOn(client: DatabaseSync, path: string): boolean {
  const file = client.location()
  return file !== null && realpathSync(file) === realpathSync(path)
}
