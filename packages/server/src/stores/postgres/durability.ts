import { onlyRow, sql, type Operation } from '../operations/query.ts'
import { StoreError } from '../store-error.ts'

/** What stands between a commit and its loss. */
export interface Durability {
  /** `on`, `remote_apply`, `remote_write` or `local`; never `off`. */
  readonly synchronousCommit: string
  /** False: this server loses commits, or all of its data, when its machine does. */
  readonly fsync: boolean
}

/** Throws when commits are acknowledged before they are written: an accepted event has to be durable. */
export function* readDurability(): Operation<Durability> {
  const row = onlyRow(
    yield* sql<{ synchronous_commit: string; fsync: string }>`
    SELECT current_setting('synchronous_commit') AS synchronous_commit,
      current_setting('fsync') AS fsync`,
  )
  if (row.synchronous_commit === 'off') {
    throw new StoreError(
      'refused',
      'synchronous_commit is off, so PostgreSQL would lose events that were accepted: ' +
        'set it to on for this role (ALTER ROLE … SET synchronous_commit = on)',
    )
  }
  return { synchronousCommit: row.synchronous_commit, fsync: row.fsync === 'on' }
}
