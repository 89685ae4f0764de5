import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { migrate } from './migrate.ts'

const migrations = [
  { number: 1, sql: 'CREATE TABLE one (x INTEGER)' },
  { number: 2, sql: 'CREATE TABLE two (x INTEGER); INSERT INTO two VALUES (2)' },
]

function schemaOf(db: DatabaseSync) {
  return {
    version: db.prepare('PRAGMA user_version').get()?.['user_version'],
    tables: db
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
      .all()
      .map(({ name }) => name),
  }
}

test('each migration is made once, in order', () => {
  using db = new DatabaseSync(':memory:')
  migrate(db, migrations.slice(0, 1))
  assert.deepEqual(schemaOf(db), { version: 1, tables: ['one'] })
  migrate(db, migrations)
  migrate(db, migrations)
  assert.deepEqual(schemaOf(db), { version: 2, tables: ['one', 'two'] })
})

test('a migration that fails half-way leaves nothing of itself', () => {
  using db = new DatabaseSync(':memory:')
  const broken = {
    number: 3,
    sql: 'CREATE TABLE three (x INTEGER); INSERT INTO missing VALUES (1)',
  }
  assert.throws(() => migrate(db, [...migrations, broken]), {
    name: 'StoreError',
    message: /migration 3 failed/,
  })
  assert.deepEqual(schemaOf(db), { version: 2, tables: ['one', 'two'] })
})

test('the migrations of this version apply to an empty database', () => {
  using db = new DatabaseSync(':memory:')
  migrate(db)
  assert.ok(schemaOf(db).tables.includes('queue'))
  assert.deepEqual(db.prepare('PRAGMA integrity_check').all(), [
    Object.assign(Object.create(null), { integrity_check: 'ok' }),
  ])
})
