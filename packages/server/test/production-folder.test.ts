import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { knownVariables } from '../src/config/read-environment.ts'
import { createApiCall, textOf } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { unprivilegedUser } from './support/postgres-programs.ts'
import { startReceiver } from './support/receiver.ts'
import { testAdminKey } from './support/server-process.ts'

const root = join(import.meta.dirname, '../../..')
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')

function runScript(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
}

/** As the image has it: the program's folder as its own, and one more to write to. */
function assemble(t: TestContext): { readonly app: string; readonly data: string } {
  const home = mkdtempSync(join(tmpdir(), 'posthorn-folder-'))
  const [app, data] = [join(home, 'app'), join(home, 'data')]
  runScript('scripts/build.js')
  runScript('scripts/assemble.js', app)
  // Below the home of root, another user would not find it.
  cpSync(process.execPath, join(home, 'node'))
  writeFileSync(
    join(app, 'posthorn.config.ts'),
    `import { defineConfig } from 'posthorn/config'

     export default defineConfig({ allowHttp: true, allowNetworks: ['127.0.0.0/8'], port: 0 })`,
  )
  mkdirSync(data, { mode: 0o700 })
  const user = unprivilegedUser()
  if (user !== null) chownSync(data, user.uid, user.gid)
  chmodSync(home, 0o755)
  chmodSync(app, 0o555)
  t.after(() => {
    chmodSync(app, 0o755)
    rmSync(home, { recursive: true })
  })
  return { app, data }
}

/** What the image runs, from the program on, with nothing in the environment that it does not set. */
function startAsImage(t: TestContext, app: string, data: string) {
  const [, flag = '', program = ''] = jsonAfter('ENTRYPOINT')
  const child = spawn(
    join(app, '../node'),
    [flag, join(app, program.replace('/app/', '')), ...jsonAfter('CMD')],
    {
      cwd: app,
      ...unprivilegedUser(),
      env: {
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        POSTHORN_DATA_DIR: data,
        POSTHORN_ADMIN_KEY: testAdminKey,
        POSTHORN_DRAIN_MS: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const ended = once(child, 'close')
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { child, ended, output: () => output }
}

/** As the container engine asks; 0: all is well. */
function checkHealth(app: string, port: string): number | null {
  const [, script = ''] = /^HEALTHCHECK .*\[.*, "-e", \\\n +"(.+)"\]$/m.exec(dockerfile) ?? []
  return spawnSync(join(app, '../node'), ['-e', script], { env: { PORT: port } }).status
}

/** The last line of the file that begins with the word. */
function jsonAfter(word: string): string[] {
  const line = dockerfile.split('\n').findLast((each) => each.startsWith(`${word} [`)) ?? ''
  return JSON.parse(line.slice(word.length))
}

const filesOf = (folder: string): string[] => globSync('**', { cwd: folder }).toSorted()

test('what the image holds delivers an event, by a user who may write nowhere but to the data', async (t) => {
  await using receiver = await startReceiver()
  const { app, data } = assemble(t)
  const before = filesOf(app)
  const server = startAsImage(t, app, data)
  const port = await eventually(
    'the server to listen',
    () => /"port":(\d+),.*"msg":"listening"/.exec(server.output())?.[1],
  )
  const call = createApiCall(`http://127.0.0.1:${port}`, testAdminKey)
  const workspace = textOf((await call('POST', '/v1/workspaces', { name: 'image' })).body.id)
  const webhook = { workspace, url: receiver.url, events: ['user.created'] }
  assert.equal((await call('POST', '/v1/webhooks', webhook)).status, 201, server.output())
  const event = { workspace, type: 'user.created', data: { id: 'user_123' } }
  assert.equal((await call('POST', '/v1/events', event)).status, 202)
  await eventually('the event', () => receiver.requests.length === 1)
  assert.equal((await call('GET', '/docs')).status, 200)
  assert.equal((await call('GET', '/dashboard')).status, 200)
  assert.equal(checkHealth(app, port), 0)
  server.child.kill('SIGTERM')
  await server.ended
  assert.equal(server.child.exitCode, 0, server.output())
  assert.equal(checkHealth(app, port), 1)
  assert.deepEqual(filesOf(app), before)
  const surplus =
    /node_modules\/posthorn\/.*\.test\.|^node_modules\/(?:typescript|oxlint|vite|react)\//
  assert.ok(!before.some((path) => surplus.test(path)))
})

test('what the Dockerfile copies and runs is there, and its last stage has no right too many', () => {
  for (const [, script = ''] of dockerfile.matchAll(/node (scripts\/\S+)/g)) {
    assert.ok(existsSync(join(root, script)), script)
  }
  const [, program = ''] = /"\/app\/node_modules\/posthorn\/([^"]+)"/.exec(dockerfile) ?? []
  const manifest = JSON.parse(readFileSync(join(root, 'packages/server/package.json'), 'utf8'))
  assert.equal(manifest.bin.posthorn, `./${program}`)
  const [firstLine = ''] = readFileSync(join(root, 'packages/server', program), 'utf8').split('\n')
  assert.equal(firstLine.endsWith(` node ${jsonAfter('ENTRYPOINT')[1]}`), true)
  const [last = ''] = dockerfile.split(/^FROM /m).slice(-1)
  assert.match(last, /^gcr\.io\/distroless\/nodejs24-debian\d+:nonroot\n/)
  assert.match(last, /^USER 65532:65532$/m)
  assert.deepEqual(last.match(/^VOLUME .*$/gm), ['VOLUME /data'])
  assert.doesNotMatch(last, /^(?:RUN|ADD) /m)
})

test('compose.yaml sets what Posthorn knows, for two nodes that write nothing', () => {
  const compose = readFileSync(join(root, 'compose.yaml'), 'utf8')
  const [node = ''] = /^x-node:[\s\S]*?(?=^services:)/m.exec(compose) ?? []
  const [, settings = ''] = /^ {2}environment:\n((?: {4}.*\n)+)/m.exec(node) ?? []
  const names = Array.from(settings.matchAll(/^ {4}(\w+):/gm), ([, name = '']) => name)
  assert.ok(names.includes('DATABASE_URL'))
  for (const name of names) assert.ok(knownVariables.includes(name), name)
  assert.match(node, /^ {2}read_only: true$/m)
  assert.match(node, /^ {2}cap_drop: \[ALL\]$/m)
  assert.equal(compose.match(/^ {4}<<: \*node$/gm)?.length, 2)
})
