import { runToEnd, setUp } from './setup.js'

await runToEnd(setUp(), [
  '--watch',
  '--watch-preserve-output',
  'packages/server/src/main.ts',
  'dev',
  ...process.argv.slice(2),
])
