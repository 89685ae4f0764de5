import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildDashboard } from './dashboard.js'
import { installMissingPackages } from './debian-packages.js'
import { filesAtOnce, prepareQuickTests } from './quick-tests.js'
import { run, setUp } from './setup.js'
import { installPostgres, installPostgresVersion } from './test-postgres.js'

const everything = [
  'packages/*/src/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'examples/**/*.test.ts',
  'scripts/**/*.test.ts',
  'bench/*.test.ts',
]

/** A test that hangs is ended, and fails. */
const longestTestMs = 300_000

const node = setUp()
installMissingPackages()
const chosen = process.argv.slice(2)
if (chosen[0] === '--postgres') {
  const [, version] = chosen.splice(0, 2)
  process.env.POSTHORN_TEST_POSTGRES = installPostgresVersion(version)
}
installPostgres()
await buildDashboard()
const summaryFile = join(tmpdir(), `posthorn-tests-${process.pid}`)
const quick = prepareQuickTests()
process.exitCode = await run(
  node,
  [
    '--test',
    '--conditions=posthorn-source',
    `--test-timeout=${longestTestMs}`,
    `--test-concurrency=${filesAtOnce}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/summary-reporter.js',
    `--test-reporter-destination=${summaryFile}`,
    ...(chosen.length > 0 ? chosen : everything),
  ],
  { env: quick.env },
)
quick.cleanUp()
if (existsSync(summaryFile)) {
  console.log(readFileSync(summaryFile, 'utf8').trimEnd())
  rmSync(summaryFile)
}
