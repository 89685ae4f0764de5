import { onlyRow, sql, type Operation } from '../operations/query.ts'

/** Rewriting a database of this size holds commits up for a fifth of a second or so. */
const mostRewrittenBytes = 32 * 1024 * 1024

type Checkpoint = { busy: number }
type Size = { bytes: number }

/**
 * `secure_delete` overwrites rows where they stood. Two traces remain: the log, which is folded into
 * the database here, and fragments of rows that were moved within a page as its tree grew, which
 * only a rewrite of the whole database removes; where it is large they are left to be overwritten.
 *
 * Not to be run within a transaction.
 */
export function* scrub(): Operation<boolean> {
  const { bytes } = onlyRow(
    yield* sql<Size>`SELECT page_count * page_size AS bytes
      FROM pragma_page_count(), pragma_page_size()`,
  )
  if (bytes <= mostRewrittenBytes) yield* sql`VACUUM`
  // Whoever reads at this moment is not waited for: commits would wait, too.
  yield* sql`PRAGMA busy_timeout = 0`
  try {
    const { busy } = onlyRow(yield* sql<Checkpoint>`PRAGMA wal_checkpoint(TRUNCATE)`)
    return busy === 0
  } finally {
    yield* sql`PRAGMA busy_timeout = 5000`
  }
}
