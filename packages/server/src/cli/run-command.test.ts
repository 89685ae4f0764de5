import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { readEnvironment } from '../config/read-environment.ts'
import { CommandError, type Command } from './command.ts'
import { runCommand } from './run-command.ts'

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const greet: Command = {
  name: 'greet',
  summary: 'Greet somebody',
  positionals: [{ name: 'who', description: 'a name' }],
  options: [
    { name: 'type', value: '<type>', description: 'such as warm', isRequired: true },
    { name: 'data', value: '<json>', description: 'more' },
  ],
  async run(args, terminal) {
    const data = args.option('data') ?? 'nothing'
    terminal.stdout.write(`${args.required('type')} ${args.positional('who')} ${data}`)
    return 3
  },
}

const failing: Command = {
  name: 'webhooks test',
  summary: 'Fail',
  positionals: [],
  options: [],
  run: () => Promise.reject(new CommandError('It cannot be done.')),
}

async function run(...args: string[]): Promise<Run> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const signal = new AbortController().signal
  const terminal = { stdin, stdout, stderr, cwd: '/', environment: readEnvironment({}), signal }
  const code = await runCommand([greet, failing], args, terminal)
  stdout.end()
  stderr.end()
  return { code, stdout: await text(stdout), stderr: await text(stderr) }
}

test('a command gets its arguments, and its exit code is the program’s', async () => {
  assert.deepEqual(await run('greet', 'Ada', '--type', 'warm', '--data={}'), {
    code: 3,
    stdout: 'warm Ada {}',
    stderr: '',
  })
})

test('an unknown command is refused with the nearest one', async () => {
  const { code, stderr } = await run('great')
  assert.equal(code, 1)
  assert.equal(stderr, 'There is no command "great". Did you mean posthorn greet?\n')
})

test('an unknown option is refused with the nearest one and where to read on', async () => {
  const { code, stderr } = await run('greet', 'Ada', '--tpye', 'warm')
  assert.equal(code, 1)
  assert.equal(
    stderr,
    'There is no option --tpye. Did you mean --type?\nSee: posthorn greet --help\n',
  )
})

test('what is missing, doubled or too much is told by name', async () => {
  const cases: [args: string[], message: string][] = [
    [['--type', 'warm'], '<who> is missing: a name.'],
    [['Ada'], '--type is missing.'],
    [['Ada', '--type'], '--type needs a value.'],
    [['Ada', '--type', '--data', '{}'], '--type needs a value, and "--data" looks like an option.'],
    [['Ada', '--type', 'a', '--type', 'b'], '--type is given twice.'],
    [['Ada', 'Bob', '--type', 'a'], '"Bob" is more than this command takes.'],
    [['Ada', '--type', 'a', '-x'], 'There is no option -x.'],
    [['--port', '80'], 'There is no option --port. Set PORT in the environment.'],
    [
      ['--log-level=info'],
      'There is no option --log-level. Set POSTHORN_LOG_LEVEL in the environment.',
    ],
  ]
  for (const [args, message] of cases) {
    const { code, stderr } = await run('greet', ...args)
    assert.equal(code, 1)
    assert.ok(stderr.startsWith(message), stderr)
  }
})

test('help is shown for the program and for each command', async () => {
  for (const args of [[], ['--help'], ['help']]) {
    const { code, stdout } = await run(...args)
    assert.equal(code, 0)
    assert.match(stdout, /greet {10}Greet somebody/)
  }
  const { code, stdout } = await run('greet', '--help')
  assert.equal(code, 0)
  assert.match(stdout, /^posthorn greet <who> --type <type> \[options\]$/m)
  assert.match(stdout, /^ {2}--data <json> {2}more$/m)
})

test('a command of two words is found, and its first word alone is explained', async () => {
  const both = await run('webhooks', 'test')
  assert.deepEqual(both, { code: 1, stdout: '', stderr: 'It cannot be done.\n' })
  const one = await run('webhooks')
  assert.equal(one.code, 1)
  assert.match(one.stderr, /posthorn webhooks test; posthorn webhooks alone does nothing/)
})

test('the version is that of the package', async () => {
  assert.match((await run('--version')).stdout, /^\d+\.\d+\.\d+/)
})
