import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Finds a program of a Debian package, and installs the package when that is possible. */
export function findProgram(find: () => string | null, debianPackage: string): string {
  const found = find()
  if (found) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.error(`Installing ${debianPackage}…`)
    installQuietly(debianPackage)
    const installed = find()
    if (installed) return installed
  }
  throw new Error(
    `${debianPackage} is missing. This installs it:  sudo apt-get install -y ${debianPackage}`,
  )
}

function installQuietly(debianPackage: string): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', debianPackage],
  ]) {
    const { status, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${stderr}`)
  }
}

export function findOnPath(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null
}

/** The folder of the newest PostgreSQL's own programs, which Debian keeps off the path. */
export function findPostgresPrograms(): string | null {
  const versions = '/usr/lib/postgresql'
  if (existsSync(versions)) {
    const newest = readdirSync(versions)
      .toSorted((a, b) => Number(b) - Number(a))
      .map((version) => join(versions, version, 'bin'))
      .find((folder) => isExecutable(join(folder, 'postgres')))
    if (newest) return newest
  }
  const onPath = findOnPath('postgres')
  return onPath && isExecutable(join(onPath, '..', 'initdb')) ? join(onPath, '..') : null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
