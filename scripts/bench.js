import { runToEnd, setUp } from './setup.js'

await runToEnd(setUp(), ['bench/main.ts', ...process.argv.slice(2)])
