// Runs on whatever Node a fresh machine has (20 or later): it installs the rest, Node 24 included.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')

const stampFile = join(root, 'node_modules', '.posthorn-installed')
const localBin = join(root, 'node_modules', '.bin')

/** The first Node that runs TypeScript files without a flag and without a warning. */
const oldestNode = [24, 12]

/** Installs what package-lock.json names, unless that is what is installed. Returns the Node to run. */
export function setUp() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : ''
  if (installed !== wanted) {
    console.error('Installing (the first time takes a minute)…')
    // Not `npm ci`: it refuses a lock file that leaves out the optional packages of other platforms,
    // as npm writes it. `--no-save` holds to the lock file all the same, and changes nothing.
    // npm must not run on the Node that it is about to replace.
    const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => entry !== localBin)
    const { status } = spawnSync(
      'npm',
      ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error'],
      {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, PATH: path.join(delimiter) },
        shell: process.platform === 'win32',
      },
    )
    if (status !== 0) {
      console.error('npm install failed; its message stands above.')
      process.exit(1)
    }
    writeFileSync(stampFile, wanted)
  }
  return findNode()
}

function findNode() {
  const candidates = [process.execPath, join(localBin, 'node')]
  const found = candidates.find((path) => existsSync(path) && isRecent(versionOf(path)))
  if (found) return found
  console.error(
    `Posthorn needs Node ${oldestNode.join('.')} or later; this is ${process.version}.\n` +
      'On Linux (x64, arm64) it is installed with the rest; here, install it from https://nodejs.org and try again.',
  )
  return process.exit(1)
}

function versionOf(path) {
  return path === process.execPath
    ? process.version
    : spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim()
}

function isRecent(version) {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
}

/** Runs a command in the repository's root, passes signals on, and ends as it ends. */
export async function runToEnd(command, args, { env = {} } = {}) {
  process.exitCode = await run(command, args, { env })
}

export function run(command, args, { env = {} } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${localBin}${delimiter}${process.env.PATH ?? ''}`, ...env },
  })
  // A Ctrl-C reaches the child from the terminal itself; this keeps the parent until the child is done.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}
