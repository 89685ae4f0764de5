import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { readDevFile } from '../src/dev/dev-file.ts'
import { createApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { runPosthorn, type PosthornProcess } from './support/posthorn-process.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'
import { watchInbox } from './support/watch-inbox.ts'

interface Dev extends PosthornProcess {
  readonly origin: string
  readonly key: string
  /** The command that it prints. */
  readonly curl: string
}

async function startDev(
  t: TestContext,
  cwd: string,
  env: Readonly<Record<string, string>> = { PORT: '0' },
): Promise<Dev> {
  const child = runPosthorn(t, ['dev'], { cwd, env })
  const text = await eventually('posthorn dev to print where it is', () => {
    const printed = child.stdout()
    return printed.includes('Ctrl-C stops it') && printed
  })
  const origin = /Inbox +(http:\S+)\/inbox/.exec(text)?.[1] ?? ''
  const key = /Key +(\S+)/.exec(text)?.[1] ?? ''
  const curl = /^ {2}curl [^]*?'$(?!\n {4})/m.exec(text)?.[0] ?? ''
  return { ...child, origin, key, curl }
}

async function stopDev(dev: Dev): Promise<void> {
  dev.kill('SIGINT')
  assert.equal(await dev.ended, 0)
  assert.equal(dev.stderr(), '')
}

async function run(command: string): Promise<string> {
  return (await promisify(execFile)('sh', ['-c', `${command.trim()} --silent --show-error`])).stdout
}

test('a first start publishes into the inbox, the printed curl works, and a second start keeps everything', async (t) => {
  const cwd = temporaryDirectory(t)
  const first = await startDev(t, cwd)
  assert.ok(first.stdout().split('\n').length <= 24, 'more than a screen')
  const arrived = watchInbox(t, first.origin)
  await eventually('the first event', () => arrived.get(1)?.verdict === 'verified')

  assert.match(await run(first.curl), /"id":"evt_/)
  await eventually('the published event', () => arrived.get(2)?.verdict === 'verified')
  assert.equal(arrived.get(2)?.type, 'user.created')
  await stopDev(first)

  const second = await startDev(t, cwd)
  assert.equal(second.key, first.key)
  const arrivedThen = watchInbox(t, second.origin)
  assert.match(await run(second.curl), /"id":"evt_/)
  await eventually('an event after the restart', () => arrivedThen.get(1)?.verdict === 'verified')
  const api = createApiCall(second.origin, second.key)
  const events = await api('GET', '/v1/events')
  assert.equal(JSON.stringify(events.body).match(/"id":"evt_/g)?.length, 3)
  const webhooks = await api('GET', '/v1/webhooks')
  assert.equal(JSON.stringify(webhooks.body).match(/"id":"hook_/g)?.length, 1)
  await stopDev(second)
})

test('what it remembers can be read by its owner alone', async (t) => {
  const cwd = temporaryDirectory(t)
  const dev = await startDev(t, cwd)
  const path = join(cwd, '.posthorn')
  assert.equal(statSync(join(path, 'dev.json')).mode & 0o777, 0o600)
  assert.equal(statSync(join(path, 'master.key')).mode & 0o777, 0o600)
  assert.equal(readDevFile(path)?.url, dev.origin)
  assert.equal(readDevFile(path)?.key, dev.key)
  const adminKey = readDevFile(path)?.adminKey ?? ''
  const workspaces = await createApiCall(dev.origin, adminKey)('GET', '/v1/workspaces')
  assert.equal(workspaces.status, 200)
  await stopDev(dev)
})

test('a port that is taken makes it take the next free one', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  t.after(() => other.close())
  await eventually('the other server', () => other.listening)
  // A TCP server that listens has an AddressInfo.
  const { port } = other.address() as AddressInfo
  const dev = await startDev(t, temporaryDirectory(t), { PORT: String(port) })
  assert.ok(Number(new URL(dev.origin).port) > port)
  await stopDev(dev)
})

test('a directory that another Posthorn uses is refused with a sentence', async (t) => {
  const cwd = temporaryDirectory(t)
  const dev = await startDev(t, cwd)
  const second = runPosthorn(t, ['dev'], { cwd, env: { PORT: '0' } })
  assert.equal(await second.ended, 1)
  assert.match(second.stderr(), /^Posthorn cannot start: .* is in use by another Posthorn process/)
  assert.equal(readDevFile(join(cwd, '.posthorn'))?.url, dev.origin)
  await stopDev(dev)
})

test('a failing inbox is tried again on the faster schedule', async (t) => {
  const dev = await startDev(t, temporaryDirectory(t), { PORT: '0', POSTHORN_DEV_SPEEDUP: '10000' })
  const headers = { 'content-type': 'application/json' }
  const body = '{"kind":"fail","status":500}'
  await fetch(`${dev.origin}/inbox/behaviour`, { method: 'PUT', headers, body })
  const arrived = watchInbox(t, dev.origin)
  await run(dev.curl)
  await eventually('five attempts', () =>
    [...arrived.values()].some(({ attempt, answer }) => attempt === 5 && answer !== null),
  )
  assert.ok([...arrived.values()].every(({ verdict }) => verdict === 'verified'))
  await stopDev(dev)
})

test('the file of the key is never printed by the log', async (t) => {
  const cwd = temporaryDirectory(t)
  const dev = await startDev(t, cwd, { PORT: '0', POSTHORN_LOG_LEVEL: 'trace' })
  await run(dev.curl)
  dev.kill('SIGTERM')
  assert.equal(await dev.ended, 0)
  const masterKey = readFileSync(join(cwd, '.posthorn', 'master.key'), 'utf8').trim()
  assert.ok(!(dev.stdout() + dev.stderr()).includes(masterKey))
  assert.ok(!dev.stderr().includes(dev.key))
})
