import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What the tests use that npm does not carry, and how to see that it is there. */
const wanted = [
  { name: 'chromium', isThere: hasChromium },
  { name: 'curl', isThere: () => succeeds('curl', ['--version']) },
  { name: 'openssl', isThere: () => succeeds('openssl', ['version']) },
  { name: 'strace', isThere: () => succeeds('strace', ['--version']) },
  { name: 'pgbouncer', isThere: () => succeeds('/usr/sbin/pgbouncer', ['--version']) },
  { name: 'python3-flask', isThere: () => succeeds('/usr/bin/python3', ['-c', 'import flask']) },
  { name: 'ruby', isThere: () => succeeds('ruby', ['--version']) },
  { name: 'php-cli', isThere: () => succeeds('php', ['--version']) },
]

/** Half a gigabyte: for a command of its own alone. */
export const goPackage = { name: 'golang-go', isThere: () => succeeds('go', ['version']) }

function hasChromium() {
  if (process.env.POSTHORN_CHROMIUM) return true
  return ['chromium', 'chromium-browser', 'google-chrome'].some((name) =>
    succeeds(name, ['--version']),
  )
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

/** Installs what is missing where that can be done without asking; elsewhere says how. */
export function installMissingPackages(more = []) {
  const missing = [...wanted, ...more].filter(({ isThere }) => !isThere()).map(({ name }) => name)
  if (missing.length === 0) return
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.error(`Some tests need ${missing.join(' and ')} and will fail without. To install:`)
    console.error(`  sudo sh -c '${command}'`)
    return
  }
  console.error(`Installing ${missing.join(' and ')}…`)
  const { status } = spawnSync('sh', ['-c', command], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) console.error(`That failed; the tests that need them will say so.`)
}
