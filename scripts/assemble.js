// Puts what runs in production, and nothing else, into an empty folder: the packages as they are
// published, and what they depend on as package-lock.json names it. To be run after `npm run build`.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { root } from './setup.js'

const published = { posthorn: 'packages/server', '@posthorn/sdk': 'packages/sdk' }

const target = resolve(process.argv[2] ?? '')
if (process.argv[2] === undefined || (existsSync(target) && readdirSync(target).length > 0)) {
  console.error('Usage: node scripts/assemble.js <empty folder>')
  process.exit(1)
}
for (const [name, folder] of Object.entries(published)) copyPackage(name, folder)
for (const path of productionDependencies()) copyDependency(path)

/** Only the files that `npm publish` would take. */
function copyPackage(name, folder) {
  const [packed] = JSON.parse(npm('pack', '--dry-run', '--json', '--ignore-scripts', '-w', name))
  for (const { path } of packed.files) {
    if (path.endsWith('.map') || path.endsWith('.d.ts')) continue
    const to = join(target, 'node_modules', name, path)
    mkdirSync(dirname(to), { recursive: true })
    cpSync(join(root, folder, path), to)
  }
}

/** Folders below the root, such as `node_modules/pg`, without those of the packages themselves. */
function productionDependencies() {
  const names = Object.keys(published).map((name) => join('node_modules', name))
  return npm('ls', '--all', '--parseable', '--omit=dev', '-w', 'posthorn')
    .split('\n')
    .map((path) => relative(root, path.trim()))
    .filter((path) => path.includes('node_modules') && !names.includes(path))
}

/** What npm has put beside the server's own source goes into the server's own folder again. */
function copyDependency(path) {
  const own = join(published.posthorn, sep)
  const to = path.startsWith(own) ? join('node_modules/posthorn', path.slice(own.length)) : path
  // Packages within this one are listed by themselves where production needs them.
  const isOfPackage = (from) =>
    !relative(join(root, path), from).split(sep).includes('node_modules')
  cpSync(join(root, path), join(target, to), { recursive: true, filter: isOfPackage })
}

function npm(...args) {
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  })
  if (status === 0) return stdout
  console.error(`npm ${args.join(' ')} failed:\n${stderr}`)
  return process.exit(1)
}
