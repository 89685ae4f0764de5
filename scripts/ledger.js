import { runToEnd, setUp } from './setup.js'

await runToEnd(setUp(), ['packages/server/test/ledger/main.ts', ...process.argv.slice(2)])
