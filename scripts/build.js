// Makes what is published: `dist` of the server and of the SDK.
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildDashboard } from './dashboard.js'
import { root, run, setUp } from './setup.js'

/** What the server reads at run time and tsc leaves behind; from, to, below packages/server. */
const assets = [
  ['src/stores/sqlite/migrations', 'dist/stores/sqlite/migrations'],
  ['src/stores/postgres/migrations', 'dist/stores/postgres/migrations'],
  ['src/dev/inbox/page', 'dist/dev/inbox/page'],
  ['../../docs', 'dist/docs'],
  ['../dashboard/dist', 'dist/dashboard'],
]

setUp()
await buildDashboard()
for (const name of ['sdk', 'server']) {
  const directory = join(root, 'packages', name)
  rmSync(join(directory, 'dist'), { recursive: true, force: true })
  const code = await run('tsc', ['-p', join(directory, 'tsconfig.build.json')])
  if (code !== 0) process.exit(code)
}
const server = join(root, 'packages', 'server')
for (const [from = '', to = ''] of assets) {
  cpSync(join(server, from), join(server, to), { recursive: true })
}
