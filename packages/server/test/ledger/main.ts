// `npm run ledger -- --kills 1000`: the crash ledger, as long as one likes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ledgerConcurrency, runLedger } from './run-ledger.ts'
import { isClean, renderReport } from './render-report.ts'
import { createSqliteDatabase } from './sqlite-database.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string' } },
})
const kills = wholeNumber('--kills', values.kills)
const seed = values.seed === undefined ? Date.now() % 2 ** 32 : wholeNumber('--seed', values.seed)
const directory = mkdtempSync(join(tmpdir(), 'posthorn-ledger-'))
console.log(`${kills} kills, seed ${seed}`)
const report = await runLedger({
  kills,
  seed,
  directory,
  createDatabase: createSqliteDatabase,
  onKill: (killed, acknowledged) => {
    if (killed % 50 === 0) console.log(`${killed} kills, ${acknowledged} events acknowledged`)
  },
})
console.log(`\n${renderReport(report, kills * ledgerConcurrency)}`)
if (isClean(report)) rmSync(directory, { recursive: true, force: true })
else {
  console.error(`\nA promise was broken. The database is in ${directory}.`)
  process.exitCode = 1
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  console.error(`${name} is "${text}"; it has to be a whole number.`)
  return process.exit(2)
}
