import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './setup.js'

const dashboard = join(root, 'packages', 'dashboard')
const stampFile = join(dashboard, 'dist', '.built-from')

/** What the built pages depend on. */
const sources = [
  'package-lock.json',
  'packages/dashboard/index.html',
  'packages/dashboard/vite.config.ts',
  'packages/dashboard/public',
  'packages/dashboard/src',
  'packages/sdk/src',
]

/** Builds the pages that the server serves, unless they are built from what is there now. */
export async function buildDashboard() {
  const wanted = hashOfSources()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  console.error('Building the dashboard…')
  const code = await run('vite', ['build', dashboard, '--logLevel', 'warn'])
  if (code !== 0) process.exit(code)
  writeFileSync(stampFile, wanted)
}

function hashOfSources() {
  const hash = createHash('sha256')
  for (const path of sources.flatMap(filesAt)) {
    if (path.endsWith('.test.ts')) continue
    hash.update(`${path}\n`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}

function filesAt(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesAt(`${path}/${name}`))
}
