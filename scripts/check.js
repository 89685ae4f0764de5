import { run, setUp } from './setup.js'

setUp()
const steps = [
  ['oxfmt', ['--check']],
  ['oxlint', ['--type-aware', '--deny-warnings']],
  ['tsc', ['-p', 'packages/server']],
  ['tsc', ['-p', 'packages/sdk']],
  ['tsc', ['-p', 'bench']],
  ['tsc', ['-p', 'examples']],
]
for (const [command, args] of steps) {
  const code = await run(command, args)
  if (code !== 0) {
    console.error(`${command} ${args.join(' ')} failed`)
    process.exit(code)
  }
}
