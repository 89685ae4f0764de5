import type { Operation, ResultRow, SqlValue } from '../operations/query.ts'
import { storableText } from './binary-array.ts'

/** A statement with its placeholders as PostgreSQL spells them. */
export interface Statement {
  readonly text: string
  readonly values: readonly SqlValue[]
}

export type RunStatement = (statement: Statement) => Promise<readonly ResultRow[]>

/** Runs operations by awaiting one statement after the other. */
export function createOperationRunner(
  run: RunStatement,
): <Result>(operation: Operation<Result>) => Promise<Result> {
  return async (operation) => {
    let step = operation.next([])
    while (!step.done) {
      const { texts, values } = step.value
      const text = withPlaceholders(texts, values)
      step = operation.next(await run({ text, values: values.map(storable) }))
    }
    return step.value
  }
}

function storable(value: SqlValue): SqlValue {
  return typeof value === 'string' ? storableText(value) : value
}

/**
 * Numbers are told to be such, or PostgreSQL would take one in a list of results for a text.
 * Everything else gets its type from the column that it is compared with or put into.
 */
function withPlaceholders(texts: readonly string[], values: readonly SqlValue[]): string {
  return texts.reduce((text, next, index) => {
    const value = values[index - 1]
    if (typeof value !== 'number') return `${text}$${index}${next}`
    return `${text}$${index}::${Number.isInteger(value) ? 'bigint' : 'double precision'}${next}`
  })
}
