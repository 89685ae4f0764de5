import { Pool, type PoolClient, type PoolConfig, type QueryConfig } from 'pg'
import type { Operation, ResultRow } from '../operations/query.ts'
import { StoreError } from '../store-error.ts'
import { columnTypes } from './column-types.ts'
import { endsConnection, failedCommit, hasState, refusedBy, sqlState } from './database-error.ts'
import { createOperationRunner, type Statement } from './run-operation.ts'
import { Sockets } from './sockets.ts'

export interface DatabaseOptions {
  /** `postgres://user:password@host/database` */
  readonly url: string
  /** `transaction`: a pooler stands between, and gives each transaction another session. */
  readonly pooling: 'direct' | 'transaction'
  /** The most connections of this process. */
  readonly connections: number
}

/** PostgreSQL, as the store uses it. Every rejection is a StoreError. */
export interface Database {
  /**
   * One statement that is a transaction of its own: one round trip. For the path of every event,
   * which has connections that nothing else takes.
   */
  call(statement: HotStatement): Promise<readonly ResultRow[]>
  /** The same for what is beside that path. */
  ask(statement: HotStatement): Promise<readonly ResultRow[]>
  /** The same with an operation on its rows that follows in the same transaction. */
  callAnd(
    statement: HotStatement,
    then: (rows: readonly ResultRow[]) => Operation<void>,
  ): Promise<readonly ResultRow[]>
  /** An operation that sees one moment and writes nothing. */
  readonly read: <Result>(operation: Operation<Result>) => Promise<Result>
  /** An operation in a transaction, made anew when another one got in its way. */
  readonly write: <Result>(operation: () => Operation<Result>) => Promise<Result>
  /** Lets what runs come to its end, if that is soon, and closes every connection. */
  close(): Promise<void>
}

export interface HotStatement {
  readonly text: string
  readonly values: readonly (Buffer | number | string | boolean | null)[]
}

const hotConnections = 2
const connectTimeoutMs = 10_000
const statementTimeoutMs = 20_000
/** When the server has not answered by then, neither statement nor connection is waited for. */
const answerTimeoutMs = 25_000
const idleWorkConnectionMs = 60_000
/** Beside other transactions of the same rows, an operation gets so many tries. */
const mostTries = 5

/**
 * What each transaction of an operation begins with. Nothing is set for a session, because behind a
 * pooler nobody knows whose it will be next. The planner is kept to the indexes: its statistics lag
 * behind a queue that grows from nothing to a million rows in a minute.
 */
const localSettings = `
  SET LOCAL search_path = posthorn, pg_temp; SET LOCAL statement_timeout = ${statementTimeoutMs};
  SET LOCAL lock_timeout = 10000; SET LOCAL idle_in_transaction_session_timeout = 15000;
  SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
  SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off`
const beginWriting = `BEGIN; ${localSettings}`
const beginReading = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${localSettings}`

export function createDatabase({ url, pooling, connections }: DatabaseOptions): Database {
  const sockets = new Sockets()
  const shared: PoolConfig = {
    stream: sockets.create,
    connectionString: url,
    application_name: 'posthorn',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: answerTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: columnTypes,
    // A pooler refuses settings that it cannot keep for one client.
    ...(pooling === 'direct' ? { statement_timeout: statementTimeoutMs } : {}),
  }
  const hot = openPool({ ...shared, max: hotConnections, idleTimeoutMillis: 0 })
  const work = openPool({
    ...shared,
    max: connections - hotConnections,
    idleTimeoutMillis: idleWorkConnectionMs,
  })
  const nameOf = pooling === 'direct' ? createStatementNames() : () => undefined

  function named({ text, values }: Statement | HotStatement): QueryConfig {
    const isWorthIt = values.length > 0 && values.length <= mostValuesPrepared
    const name = isWorthIt ? nameOf(text) : undefined
    return { text, values: [...values], ...(name === undefined ? {} : { name }) }
  }

  const underWay = new Set<Promise<unknown>>()
  let isClosed = false

  function track<Result>(run: () => Promise<Result>): Promise<Result> {
    if (isClosed) return Promise.reject(new StoreError('refused', 'the store is closed'))
    const running = run()
    underWay.add(running)
    const forget = (): void => void underWay.delete(running)
    running.then(forget, forget)
    return running
  }

  async function transact<Result>(
    pool: Pool,
    begin: string,
    run: (client: PoolClient) => Promise<Result>,
  ): Promise<Result> {
    return withClient(pool, async (client) => {
      let result: Result
      try {
        await client.query(begin)
        result = await run(client)
      } catch (error) {
        if (!endsConnection(error)) await client.query('ROLLBACK').catch(() => undefined)
        throw refusedBy(error)
      }
      try {
        await client.query('COMMIT')
      } catch (error) {
        throw failedCommit(error)
      }
      return result
    })
  }

  const runOn = (client: PoolClient) =>
    createOperationRunner(
      async (statement) => (await client.query<ResultRow>(named(statement))).rows,
    )

  function runAlone(pool: Pool, statement: HotStatement): Promise<readonly ResultRow[]> {
    return withClient(pool, async (client) => {
      try {
        return (await client.query<ResultRow>(named(statement))).rows
      } catch (error) {
        throw failedCommit(error)
      }
    })
  }

  async function writeAgain<Result>(operation: () => Operation<Result>): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        return await transact(work, beginWriting, (client) => runOn(client)(operation()))
      } catch (error) {
        if (tries === mostTries || !isInTheWay(error)) throw error
      }
    }
  }

  return {
    call: (statement) => track(() => runAlone(hot, statement)),
    ask: (statement) => track(() => runAlone(work, statement)),
    callAnd: (statement, then) =>
      track(() =>
        transact(hot, beginWriting, async (client) => {
          const { rows } = await client.query<ResultRow>(named(statement))
          await runOn(client)(then(rows))
          return rows
        }),
      ),
    read: (operation) =>
      track(() => transact(work, beginReading, (client) => runOn(client)(operation))),
    write: (operation) => track(() => writeAgain(operation)),
    async close() {
      isClosed = true
      await sockets.closeAfter(
        Promise.allSettled(underWay).then(() => Promise.all([hot.end(), work.end()])),
      )
    },
  }
}

/** Somebody else's transaction; the next try finds what that one has written. */
function isInTheWay(error: unknown): boolean {
  const { serializationFailure, deadlock, uniqueViolation } = sqlState
  return hasState(error, serializationFailure, deadlock, uniqueViolation)
}

function openPool(config: PoolConfig): Pool {
  const pool = new Pool(config)
  // A connection that ends while nobody uses it is replaced when the next one is needed.
  pool.on('error', () => undefined)
  // One that ends while somebody does fails what is asked of it; nobody has to be told twice.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

async function withClient<Result>(
  pool: Pool,
  use: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  let client: PoolClient
  try {
    client = await pool.connect()
  } catch (error) {
    throw refusedBy(error)
  }
  let isUsable = true
  try {
    return await use(client)
  } catch (error) {
    isUsable = !endsConnection(error)
    throw error
  } finally {
    client.release(!isUsable)
  }
}

const mostPrepared = 300
/** Statements that are made up of a long list of values differ by its length: those are not kept. */
const mostValuesPrepared = 24

/** The same name for the same text, so that each connection prepares it once. */
function createStatementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined || names.size >= mostPrepared) return known
    const name = `posthorn_${names.size}`
    names.set(text, name)
    return name
  }
}
