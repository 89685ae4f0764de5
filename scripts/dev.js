import { buildDashboard } from './dashboard.js'
import { runToEnd, setUp } from './setup.js'

const node = setUp()
await buildDashboard()
await runToEnd(node, [
  '--watch',
  '--watch-preserve-output',
  'packages/server/src/main.ts',
  'dev',
  ...process.argv.slice(2),
])
