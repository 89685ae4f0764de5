import { onlyRow, sql, type Operation } from '../operations/query.ts'

/**
 * Where a dump was restored, transactions count from another start than the rows were numbered by.
 * New numbers have to be greater than all that stand there, so the base is raised once.
 *
 * The greatest number that is committed is read first: on a server that has always had this database,
 * every transaction after that is greater, so nothing is changed by mistake.
 */
export function* readNewestSeq(): Operation<number> {
  const row = onlyRow(
    yield* sql<{ newest: number }>`
    SELECT GREATEST(
      (SELECT MAX(seq) FROM events), (SELECT MAX(seq) FROM deliveries),
      (SELECT MAX(value) FROM meta WHERE key IN ('events_indexed_seq', 'deliveries_indexed_seq'))
    ) AS newest`,
  )
  return row.newest
}

export function* raiseSeqBase(newest: number): Operation<void> {
  yield* sql`
    UPDATE meta SET value = value + ${newest + 1} - current_seq()
    WHERE key = 'seq_base' AND current_seq() <= ${newest}`
}
