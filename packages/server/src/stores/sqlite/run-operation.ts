import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Operation, Query, ResultRow } from '../operations/query.ts'

/** Runs operations on one connection; each distinct statement is prepared once. */
export function createOperationRunner(
  db: DatabaseSync,
): <Result>(operation: Operation<Result>) => Result {
  const statements = new Map<string, StatementSync>()

  function rowsOf({ texts, values }: Query): readonly ResultRow[] {
    const text = texts.join('?')
    let statement = statements.get(text)
    if (statement === undefined) {
      statement = db.prepare(text)
      statements.set(text, statement)
    }
    // bigint is the one type of a column that ResultRow leaves out; nobody switches it on.
    return statement.all(...values) as ResultRow[]
  }

  return (operation) => {
    let step = operation.next([])
    while (!step.done) {
      step = operation.next(rowsOf(step.value))
    }
    return step.value
  }
}
