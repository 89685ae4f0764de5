import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildDashboard } from './dashboard.js'
import { installMissingPackages } from './debian-packages.js'
import { run, setUp } from './setup.js'
import { installPostgres } from './test-postgres.js'

const everything = [
  'packages/*/src/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'examples/**/*.test.ts',
  'scripts/**/*.test.ts',
  'bench/*.test.ts',
]

/** A test that hangs is ended, and fails. */
const longestTestMs = 180_000

const node = setUp()
installMissingPackages()
installPostgres()
await buildDashboard()
const chosen = process.argv.slice(2)
const summaryFile = join(tmpdir(), `posthorn-tests-${process.pid}`)
process.exitCode = await run(node, [
  '--test',
  '--conditions=posthorn-source',
  `--test-timeout=${longestTestMs}`,
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  '--test-reporter=./scripts/summary-reporter.js',
  `--test-reporter-destination=${summaryFile}`,
  ...(chosen.length > 0 ? chosen : everything),
])
if (existsSync(summaryFile)) {
  console.log(readFileSync(summaryFile, 'utf8').trimEnd())
  rmSync(summaryFile)
}
