import { run, setUp } from './setup.js'

setUp()
const steps = [
  'oxfmt --check',
  'oxlint --type-aware --deny-warnings',
  'tsc -p packages/server',
  'tsc -p packages/sdk',
  'tsc -p packages/dashboard',
  'tsc -p bench',
  'tsc -p examples',
]
for (const step of steps) {
  const [command = '', ...args] = step.split(' ')
  const code = await run(command, args)
  if (code !== 0) {
    console.error(`${step} failed`)
    process.exit(code)
  }
}
