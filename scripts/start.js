import { runToEnd, setUp } from './setup.js'

await runToEnd(setUp(), ['packages/server/src/main.ts', 'dev', ...process.argv.slice(2)])
