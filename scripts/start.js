import { buildDashboard } from './dashboard.js'
import { runToEnd, setUp } from './setup.js'

const node = setUp()
await buildDashboard()
await runToEnd(node, ['packages/server/src/main.ts', 'dev', ...process.argv.slice(2)])
