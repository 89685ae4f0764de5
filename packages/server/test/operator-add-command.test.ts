import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { createApp } from '../src/app.ts'
import { createOperatorAddCommand } from '../src/cli/operator-add.ts'
import { runCommand } from '../src/cli/run-command.ts'
import { readEnvironment } from '../src/config/read-environment.ts'
import { createCookieJar } from './support/cookie-jar.ts'
import { eventually } from './support/eventually.ts'
import { runPosthorn } from './support/posthorn-process.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const password = 'over the hills and far away'

async function add(dataDir: string, name: string, stdin: Readable & { isTTY?: boolean }) {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const code = await runCommand([createOperatorAddCommand(createApp)], ['operator', 'add', name], {
    stdin,
    stdout,
    stderr,
    cwd: dataDir,
    environment: readEnvironment({ POSTHORN_DATA_DIR: dataDir }),
    signal: new AbortController().signal,
  })
  stdout.end()
  stderr.end()
  return { code, stdout: await text(stdout), stderr: await text(stderr) }
}

test('whoever has the machine lets an operator in, who then signs in', async (t) => {
  const dataDir = temporaryDirectory(t)
  const added = await add(dataDir, 'ada', Readable.from([`${password}\n`]))
  assert.equal(added.code, 0, added.stderr)
  assert.match(added.stdout, /ada can sign in/)
  assert.ok(!(added.stdout + added.stderr).includes(password))

  const server = runPosthorn(t, ['serve'], {
    cwd: dataDir,
    env: { PORT: '0', HOST: '127.0.0.1', POSTHORN_DATA_DIR: dataDir },
  })
  const port = await eventually(
    'posthorn serve to listen',
    () => /"port":(\d+),"msg":"listening"/.exec(server.stdout())?.[1],
  )
  const browser = createCookieJar(() => `http://127.0.0.1:${port}`)
  assert.equal((await browser.signIn('ada', password)).status, 201)

  const meanwhile = await add(dataDir, 'eve', Readable.from([password]))
  assert.notEqual(meanwhile.code, 0)
  assert.match(meanwhile.stderr, /another/)
  server.kill('SIGTERM')
  assert.equal(await server.ended, 0)
})

test('a bad password and a name that is taken are refused', async (t) => {
  const dataDir = temporaryDirectory(t)
  const short = await add(dataDir, 'ada', Readable.from(['short']))
  assert.notEqual(short.code, 0)
  assert.match(short.stderr, /at least 12/)
  assert.equal((await add(dataDir, 'ada', Readable.from([password]))).code, 0)
  const twin = await add(dataDir, 'Ada', Readable.from([password]))
  assert.notEqual(twin.code, 0)
  assert.match(twin.stderr, /Choose another/)
})

test('at a terminal the password is typed twice and not shown', async (t) => {
  const dataDir = temporaryDirectory(t)
  const typing = (...lines: string[]) => {
    const keyboard = Object.assign(new PassThrough(), { isTTY: true })
    // Each line when it is asked for: what is typed before a prompt is not read twice.
    const next = (): void => {
      const line = lines.shift()
      if (line !== undefined) keyboard.write(line)
    }
    keyboard.on('resume', next)
    return keyboard
  }
  const added = await add(dataDir, 'ada', typing(`${password}x\x7f\r`, `${password}\r`))
  assert.equal(added.code, 0, added.stderr)
  assert.match(added.stderr, /Password: \n/)
  assert.ok(!added.stderr.includes('hills'))
  const differs = await add(dataDir, 'eve', typing(`${password}\r`, 'another password\r'))
  assert.notEqual(differs.code, 0)
  assert.match(differs.stderr, /two passwords/)
})
