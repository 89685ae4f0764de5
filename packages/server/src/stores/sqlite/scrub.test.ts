import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts'
import { openForReading, openForWriting } from './connection.ts'
import { createOperationRunner } from './run-operation.ts'
import { scrub } from './scrub.ts'

const marker = 'marker-71c0ffee'

test('what is deleted is overwritten where it stood', (t) => {
  const path = join(temporaryDirectory(t), 'test.sqlite')
  using db = openForWriting(path)
  db.exec('CREATE TABLE wide (id INTEGER PRIMARY KEY, data TEXT)')
  const insert = db.prepare('INSERT INTO wide (data) VALUES (?)')
  for (let n = 0; n < 200; n += 1) insert.run(marker.repeat(1 + 7 * n))
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  assert.ok(readFileSync(path).includes(marker))
  db.exec('DELETE FROM wide WHERE id % 2 = 0')
  db.exec('DELETE FROM wide')
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  assert.equal(readFileSync(path).includes(marker), false)
})

test('scrubbing empties the log, unless somebody reads what was there before', (t) => {
  const path = join(temporaryDirectory(t), 'test.sqlite')
  using db = openForWriting(path)
  const run = createOperationRunner(db)
  db.exec(`CREATE TABLE small (data TEXT); INSERT INTO small VALUES ('${marker}')`)
  using reader = openForReading(path)
  reader.exec('BEGIN')
  reader.prepare('SELECT * FROM small').all()
  db.exec('DELETE FROM small')
  assert.equal(run(scrub()), false)
  assert.ok(readFileSync(`${path}-wal`).includes(marker))
  reader.exec('COMMIT')
  assert.equal(run(scrub()), true)
  assert.equal(statSync(`${path}-wal`).size, 0)
  assert.equal(readFileSync(path).includes(marker), false)
  assert.equal(db.prepare('PRAGMA busy_timeout').get()?.['timeout'], 5000)
})
