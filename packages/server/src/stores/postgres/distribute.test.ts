import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { createTestDatabases } from '../../../test/support/postgres-databases.ts'
import { startPostgresServer } from '../../../test/support/postgres-server.ts'

const server = await startPostgresServer()
after(() => server[Symbol.asyncDispose]())

const script = readFileSync(new URL('./distribute.sql', import.meta.url), 'utf8')

/** The tables of a statement of the script. */
function tablesOf(statement: RegExp): string[] {
  return (script.match(statement) ?? []).flatMap((text) =>
    Array.from(text.matchAll(/'([a-z_]+)'(?=\s*[,\]])/g), ([, name]) => name ?? ''),
  )
}

const reference = tablesOf(/SELECT create_reference_table[^;]+;/g)
const distributed = [
  'events',
  ...tablesOf(/SELECT create_distributed_table\(name[^;]+;/g).filter(
    (name) => name !== 'workspace_id',
  ),
]

test('every table can be distributed by workspace, or is small enough to be everywhere', async () => {
  await using database = await createTestDatabases(server).create()
  const query = (sql: string) => server.query(sql, new URL(database.url).pathname.slice(1))
  const tables = await query(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'posthorn'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`,
  )
  assert.deepEqual(
    [...reference, ...distributed].toSorted(),
    tables.map(({ name }) => String(name)).toSorted(),
  )
  const keys = await query(
    `SELECT c.relname AS name, i.indexrelid::regclass::text AS index,
       bool_or(a.attname = 'workspace_id' AND a.atttypid = 'uuid'::regtype) AS has_workspace
     FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
     JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
     WHERE c.relnamespace = 'posthorn'::regnamespace AND i.indisunique AND NOT c.relispartition
     GROUP BY 1, 2`,
  )
  const without = keys.filter(
    ({ name, has_workspace }) => distributed.includes(String(name)) && has_workspace !== true,
  )
  assert.deepEqual(without, [])
  const references = await query(
    `SELECT conname FROM pg_constraint WHERE contype = 'f' AND connamespace = 'posthorn'::regnamespace`,
  )
  assert.deepEqual(references, [])
})
