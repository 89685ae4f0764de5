import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultPoints } from './ledger/fault-point.ts'
import { ledgerConcurrency, runLedger } from './ledger/run-ledger.ts'
import { createSqliteDatabase } from './ledger/sqlite-database.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const kills = 40

test('forty kills under load lose nothing, invent nothing, and keep strict lanes in order', async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 32)
  t.diagnostic(`seed ${seed}`)
  const report = await runLedger({
    kills,
    seed,
    directory: temporaryDirectory(t),
    createDatabase: createSqliteDatabase,
  })

  const { lost, unexpected, doubled, outOfOrder, duplicates, delivered } = report.verdict
  assert.deepEqual({ lost, unexpected, doubled, outOfOrder }, nothing)
  assert.ok(delivered > kills * 10, `only ${delivered} were delivered`)
  assert.ok(duplicates <= kills * ledgerConcurrency, `${duplicates} duplicates`)
  t.diagnostic(`${report.acknowledged} acknowledged, ${duplicates} duplicates`)

  assert.equal(report.exitCode, 0)
  const { events, ...state } = report.database
  assert.deepEqual(state, { integrity: 'ok', pending: 0, unsuccessful: 0 })
  assert.ok(events >= report.acknowledged)
  t.diagnostic([...report.kills].map(([point, count]) => `${count} ${point}`).join(', '))
  const atPoints = faultPoints.filter((point) => report.kills.has(point))
  // On a busy machine a rare point may not come in time; the kill then comes from outside.
  assert.ok(atPoints.length > faultPoints.length / 2, `met only ${atPoints.join(', ')}`)
})

const nothing = { lost: [], unexpected: [], doubled: [], outOfOrder: [] }
