import { statusCode } from '../../src/stores/codes.ts'
import type { PostgresServer } from '../support/postgres-server.ts'
import type { DatabaseState } from './database-state.ts'

/** Deliveries that have not ended, held by whomever. */
export async function countPending(postgres: PostgresServer, database: string): Promise<number> {
  const [row] = await postgres.query('SELECT count(*) FROM posthorn.queue', database)
  return Number(row?.['count'])
}

/** A database that servers used, and have ended. */
export async function inspectPostgres(
  postgres: PostgresServer,
  database: string,
): Promise<DatabaseState> {
  const [counts] = await postgres.query(
    `SELECT (SELECT count(*) FROM posthorn.queue) AS pending,
       (SELECT count(*) FROM posthorn.deliveries WHERE status <> ${statusCode.success})
         AS unsuccessful,
       (SELECT count(*) FROM posthorn.events) AS events`,
    database,
  )
  const faults = [
    ...(await faultsOfIndexes(postgres, database)),
    ...(await faultsOfRows(postgres, database)),
  ]
  return {
    integrity: faults.length === 0 ? 'ok' : faults.join('; '),
    pending: Number(counts?.['pending']),
    unsuccessful: Number(counts?.['unsuccessful']),
    events: Number(counts?.['events']),
  }
}

/** Every row of a table has to be in its indexes, and these in order (amcheck comes with PostgreSQL). */
async function faultsOfIndexes(postgres: PostgresServer, database: string): Promise<string[]> {
  try {
    await postgres.query(
      `CREATE EXTENSION IF NOT EXISTS amcheck;
       SELECT bt_index_check(c.oid, true) FROM pg_class AS c JOIN pg_am ON pg_am.oid = c.relam
       WHERE c.relnamespace = 'posthorn'::regnamespace AND c.relkind = 'i' AND amname = 'btree'`,
      database,
    )
    return []
  } catch (error) {
    return [String(error)]
  }
}

const rules = {
  'deliveries both wait and have ended': `
    SELECT count(*) FROM posthorn.queue JOIN posthorn.deliveries USING (id, workspace_id)`,
  'deliveries have no event': `
    SELECT count(*) FROM posthorn.deliveries AS d
    WHERE NOT EXISTS (SELECT FROM posthorn.events AS e WHERE e.id = d.event_id)`,
  'events went to one webhook as several deliveries': `
    SELECT count(*) FROM (
      SELECT FROM posthorn.deliveries WHERE retry_of IS NULL
      GROUP BY event_id, webhook_id HAVING count(*) > 1) AS doubled`,
}

async function faultsOfRows(postgres: PostgresServer, database: string): Promise<string[]> {
  const faults: string[] = []
  for (const [name, rule] of Object.entries(rules)) {
    const [row] = await postgres.query(rule, database)
    if (Number(row?.['count']) > 0) faults.push(`${Number(row?.['count'])} ${name}`)
  }
  return faults
}
