import type { SqlValue } from '../operations/query.ts'
import type { Statement } from './run-operation.ts'

type Rows = readonly unknown[]

/** A client of `pg`, or what stands in front of one. */
interface QueryingClient {
  query(text: string, values: readonly unknown[]): Promise<{ readonly rows: Rows }>
}

/** A transaction of Kysely. What it is given is Kysely's `CompiledQuery`. */
interface KyselyTransaction {
  executeQuery(query: object): Promise<{ readonly rows: Rows }>
}

/** A transaction of Drizzle. Of what its drivers return, some have the rows in a field. */
interface DrizzleTransaction {
  execute(text: string): Promise<Rows | { readonly rows: Rows }>
}

/** Runs a statement on a connection that is a caller's. Throws a TypeError for what is none. */
export async function runOnCallers(client: unknown, statement: Statement): Promise<Rows> {
  const { text, values } = statement
  if (isKysely(client)) return (await client.executeQuery(compiledQuery(statement))).rows
  if (isQuerying(client)) return (await client.query(text, values.map(bufferOrValue))).rows
  if (isDrizzle(client)) {
    const result = await client.execute(withLiterals(statement))
    return 'rows' in result ? result.rows : result
  }
  throw new TypeError(
    '`client` has to be a connected client of pg or a transaction of Kysely or Drizzle, as the store is PostgreSQL.',
  )
}

function compiledQuery({ text, values }: Statement): object {
  return {
    sql: text,
    parameters: values.map(bufferOrValue),
    query: { kind: 'RawNode', sqlFragments: [text], parameters: [] },
    queryId: { queryId: 'posthorn' },
  }
}

/**
 * Drizzle takes a statement with parameters only as an object of its own. Text goes in as the
 * hexadecimal digits of its bytes, so that nothing in it can be taken for SQL.
 */
function withLiterals({ text, values }: Statement): string {
  return text.replaceAll(/\$(\d+)/g, (_, place: string) =>
    literalOf(values[Number(place) - 1] ?? null),
  )
}

function literalOf(value: SqlValue): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return String(value)
  const hex = Buffer.from(value).toString('hex')
  return typeof value === 'string'
    ? `convert_from('\\x${hex}'::bytea, 'UTF8')`
    : `'\\x${hex}'::bytea`
}

/** As `pg` sends bytes: it takes any other view of them for an object. */
function bufferOrValue(value: SqlValue): SqlValue {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : value
}

function isKysely(client: unknown): client is KyselyTransaction {
  return hasMethod(client, 'executeQuery')
}

function isQuerying(client: unknown): client is QueryingClient {
  return hasMethod(client, 'query')
}

function isDrizzle(client: unknown): client is DrizzleTransaction {
  return hasMethod(client, 'execute')
}

function hasMethod(client: unknown, name: string): boolean {
  return (
    typeof client === 'object' && client !== null && typeof Reflect.get(client, name) === 'function'
  )
}
