// `npm run ledger -- --kills 1000`: the crash ledger, as long as one likes;
// `npm run ledger -- --store postgres --faults 1000`: two nodes on PostgreSQL.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ledgerConcurrency, type LedgerReport } from './ledger-load.ts'
import { isClean, renderReport } from './render-report.ts'
import { runLedger, type LedgerOptions } from './run-ledger.ts'
import { runPostgresLedger } from './run-postgres-ledger.ts'

const ledgers: Readonly<Record<string, (options: LedgerOptions) => Promise<LedgerReport>>> = {
  sqlite: runLedger,
  postgres: runPostgresLedger,
}

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'sqlite' },
    faults: { type: 'string' },
    /** What all faults of the ledger on SQLite are. */
    kills: { type: 'string' },
    seed: { type: 'string' },
  },
})
const run = ledgers[values.store]
if (run === undefined) refuse(`--store is "${values.store}"; it has to be sqlite or postgres.`)
if (values.kills !== undefined && values.store !== 'sqlite') {
  refuse('--kills is for SQLite: other faults befall the nodes of PostgreSQL, so it is --faults.')
}
const faults = wholeNumber('--faults', values.faults ?? values.kills ?? '100')
const seed = values.seed === undefined ? Date.now() % 2 ** 32 : wholeNumber('--seed', values.seed)
const directory = mkdtempSync(join(tmpdir(), 'posthorn-ledger-'))
console.log(`${faults} faults, seed ${seed}`)
const report = await run({
  faults,
  seed,
  directory,
  onFault: (count, acknowledged) => {
    if (count % 50 === 0) console.log(`${count} faults, ${acknowledged} events acknowledged`)
  },
})
console.log(`\n${renderReport(report, faults * ledgerConcurrency)}`)
if (isClean(report)) rmSync(directory, { recursive: true, force: true })
else {
  console.error(`\nA promise was broken. What the servers kept is in ${directory}.`)
  process.exitCode = 1
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  return refuse(`${name} is "${text}"; it has to be a whole number.`)
}

function refuse(sentence: string): never {
  console.error(sentence)
  return process.exit(2)
}
