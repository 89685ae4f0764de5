import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildDashboard } from './dashboard.js'
import { installMissingPackages } from './debian-packages.js'
import { filesAtOnce, prepareQuickTests } from './quick-tests.js'
import { run, setUp } from './setup.js'
import { findTests, runsAlone } from './test-files.js'
import { installPostgres, installPostgresVersion } from './test-postgres.js'

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
const files = chosen.length > 0 ? chosen : findTests()
const together = await runTests(
  files.filter((file) => !runsAlone(file)),
  filesAtOnce,
)
const alone = await runTests(files.filter(runsAlone), 1)
process.exitCode = together || alone
quick.cleanUp()

/** Its exit code. */
async function runTests(some, atOnce) {
  if (some.length === 0) return 0
  const code = await run(
    node,
    [
      '--test',
      '--conditions=posthorn-source',
      `--test-timeout=${longestTestMs}`,
      `--test-concurrency=${atOnce}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./scripts/summary-reporter.js',
      `--test-reporter-destination=${summaryFile}`,
      ...some,
    ],
    { env: quick.env },
  )
  if (existsSync(summaryFile)) {
    console.log(readFileSync(summaryFile, 'utf8').trimEnd())
    rmSync(summaryFile)
  }
  return code
}
