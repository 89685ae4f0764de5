/** What a column holds, in both databases. */
export type SqlValue = null | number | string | Uint8Array

export type ResultRow = { readonly [column: string]: SqlValue }

/** SQL cut at its parameters: one more text than values. Each database spells its placeholders. */
export interface Query {
  readonly texts: readonly string[]
  readonly values: readonly SqlValue[]
}

/**
 * Statements and the decisions between them, as a generator that yields each query and is handed
 * its rows. Whoever runs it supplies the transaction around it, and decides whether a query blocks
 * (SQLite) or is awaited (PostgreSQL).
 */
export type Operation<Result> = Generator<Query, Result, readonly ResultRow[]>

/** `const rows = yield* sql<Row>`SELECT …`` — `Row` states the columns that the statement returns. */
export function* sql<Row extends ResultRow>(
  texts: TemplateStringsArray,
  ...values: readonly (SqlValue | Query)[]
): Operation<readonly Row[]> {
  const rows = yield fragment(texts, ...values)
  // The statement and its row type stand side by side; nothing else can relate the two.
  return rows as readonly Row[]
}

/** A piece of SQL to put into another, parameters included. */
export function fragment(
  texts: readonly string[],
  ...values: readonly (SqlValue | Query)[]
): Query {
  const flatTexts: string[] = []
  const flatValues: SqlValue[] = []
  let text = texts[0] ?? ''
  for (const [index, value] of values.entries()) {
    if (isQuery(value)) {
      for (const [inner, innerValue] of value.values.entries()) {
        flatTexts.push(text + (value.texts[inner] ?? ''))
        flatValues.push(innerValue)
        text = ''
      }
      text += value.texts.at(-1) ?? ''
    } else {
      flatTexts.push(text)
      flatValues.push(value)
      text = ''
    }
    text += texts[index + 1] ?? ''
  }
  flatTexts.push(text)
  return { texts: flatTexts, values: flatValues }
}

/** SQL without parameters that is put together in code, never from what a caller sent. */
export function verbatim(text: string): Query {
  return { texts: [text], values: [] }
}

export const nothing = verbatim('')

/** Fragments with a separator between them. */
export function join(queries: readonly Query[], separator: string): Query {
  const texts = queries.map((_, index) => (index === 0 ? '' : separator))
  return fragment([...texts, ''], ...queries)
}

/** Parameters for `IN (…)`. Never empty. */
export function listOf(values: readonly SqlValue[]): Query {
  return { texts: ['', ...values.slice(1).map(() => ', '), ''], values }
}

function isQuery(value: SqlValue | Query): value is Query {
  return typeof value === 'object' && value !== null && 'texts' in value
}

/** The first row of a statement that always returns one. */
export function onlyRow<Row>(rows: readonly Row[]): Row {
  const [row] = rows
  if (row === undefined) throw new Error('the statement returned no row')
  return row
}
