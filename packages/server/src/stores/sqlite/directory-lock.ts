import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store-error.ts'

/**
 * Keeps a data directory to one process. The lock is a file lock of the operating system, taken
 * through an empty SQLite file: it is gone the moment its holder is, however that came about.
 */
export function lockDirectory(directory: string): Disposable {
  const db = new DatabaseSync(join(directory, 'lock.sqlite'))
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    throw new StoreError(
      'refused',
      `the data directory ${directory} is in use by another Posthorn process: stop that one, or choose another directory`,
      { cause: error },
    )
  }
  return { [Symbol.dispose]: () => db.close() }
}
