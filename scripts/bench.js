import { run, runToEnd, setUp } from './setup.js'

const node = setUp()
const built = await run(node, ['scripts/build.js'])
if (built !== 0) process.exit(built)
await runToEnd(node, ['bench/main.ts', ...process.argv.slice(2)])
