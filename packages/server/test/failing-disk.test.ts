import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { inspectSqlite } from './ledger/sqlite-database.ts'
import { createApiCall, textOf, type ApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { mendDisk, onFailingDisk, type DiskFault } from './support/failing-disk.ts'
import { realPause } from './support/manual-clock.ts'
import { startReceiver, type Receiver } from './support/receiver.ts'
import { startServerProcess, testAdminKey, type ServerProcess } from './support/server-process.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const publishers = 8
/** Looks at a server whose disk fails, over more than one heartbeat. */
const looks = 30
const betweenLooksMs = 100

interface Case {
  readonly name: string
  readonly fault: Omit<DiskFault, 'nth'>
  /** It begins at a number from `first` on. */
  readonly first: number
  /** What `/readyz` says. */
  readonly words: RegExp
}

const cases: readonly Case[] = [
  {
    name: 'writes fail',
    fault: { error: 'EIO', calls: ['pwrite64'] },
    first: 80,
    words: /disk I\/O error/,
  },
  {
    name: 'syncs fail',
    fault: { error: 'EIO', calls: ['fsync', 'fdatasync'] },
    first: 20,
    words: /disk I\/O error/,
  },
  {
    name: 'the disk is full',
    fault: { error: 'ENOSPC', calls: ['pwrite64'] },
    first: 80,
    words: /database or disk is full/,
  },
]

for (const { name, fault, first, words } of cases) {
  const chooseFault = (t: TestContext): DiskFault => {
    const nth = first + randomInt(first * 4)
    t.diagnostic(`from number ${nth} on`)
    return { ...fault, nth }
  }

  test(`while ${name} nothing is acknowledged and the server is not ready; then it goes on`, async (t) => {
    const { server, load, receiver, dataDir } = await startOnFailingDisk(t, chooseFault(t))
    await eventually('the server not to be ready', () => isUnready(server, words))
    const { size } = load.acknowledged
    for (let look = 0; look < looks; look++) {
      assert.ok(await isUnready(server, words), 'it was ready while the disk failed')
      await realPause(betweenLooksMs)
    }
    await load.stop()
    assert.equal(load.acknowledged.size, size)

    await mendDisk(server.pid ?? 0)
    await eventually('the server to be ready', () => isReady(server))
    await load.publish()
    assert.equal(load.acknowledged.size, size + 1)
    await everyAcknowledged(load, receiver)
    assert.equal(await server.stop(), 0)
    assert.equal(inspectSqlite(dataDir).integrity, 'ok')
    assert.deepEqual(load.faults, [])
  })

  test(`when ${name} and the server is killed, what it had acknowledged is there`, async (t) => {
    const { server, load, receiver, dataDir } = await startOnFailingDisk(t, chooseFault(t))
    await eventually('the server not to be ready', () => isUnready(server, words))
    await server.kill()
    await load.stop()

    const next = await startServerProcess(dataDir)
    t.after(() => next.kill())
    await everyAcknowledged(load, receiver)
    assert.equal(await next.stop(), 0)
    assert.equal(inspectSqlite(dataDir).integrity, 'ok')
    assert.deepEqual(load.faults, [])
  })
}

async function startOnFailingDisk(t: TestContext, fault: DiskFault) {
  const dataDir = temporaryDirectory(t)
  const receiver = await startReceiver()
  t.after(() => receiver[Symbol.asyncDispose]())
  const first = await startServerProcess(dataDir)
  const workspace = await workspaceWith(createApiCall(first.url, testAdminKey), receiver)
  assert.equal(await first.stop(), 0)

  const server = await startServerProcess(dataDir, { prefix: onFailingDisk(dataDir, fault) })
  t.after(() => server.kill())
  return { server, load: startLoad(server, workspace), receiver, dataDir }
}

async function workspaceWith(call: ApiCall, receiver: Receiver): Promise<string> {
  const { body } = await call('POST', '/v1/workspaces', { name: 'on a failing disk' })
  const workspace = textOf(body.id)
  const webhook = { workspace, url: receiver.url, events: ['user.created'] }
  assert.equal((await call('POST', '/v1/webhooks', webhook)).status, 201)
  return workspace
}

interface Load {
  readonly acknowledged: ReadonlySet<number>
  /** Answers that are neither 202 nor 503. */
  readonly faults: readonly string[]
  /** One more event. */
  publish(): Promise<void>
  stop(): Promise<void>
}

function startLoad(server: ServerProcess, workspace: string): Load {
  const call = createApiCall(server.url, testAdminKey)
  const acknowledged = new Set<number>()
  const faults: string[] = []
  let next = 0
  let isStopped = false

  async function publish(): Promise<void> {
    const number = next++
    const body = { workspace, type: 'user.created', data: { number } }
    // Whoever kills the server gets no answer.
    const answer = await call('POST', '/v1/events', body).catch(() => null)
    if (answer?.status === 202) acknowledged.add(number)
    else if (answer !== null && answer.status !== 503) faults.push(`${number}: ${answer.status}`)
    if (answer === null) await realPause(10)
  }

  async function publishOn(): Promise<void> {
    while (!isStopped) await publish()
  }

  const clients = Array.from({ length: publishers }, publishOn)
  return {
    acknowledged,
    faults,
    publish,
    async stop() {
      isStopped = true
      await Promise.all(clients)
    },
  }
}

async function isUnready(server: ServerProcess, words: RegExp): Promise<boolean> {
  const { status, body } = await createApiCall(server.url, null)('GET', '/readyz')
  return status === 503 && words.test(JSON.stringify(body))
}

async function isReady(server: ServerProcess): Promise<boolean> {
  return (await createApiCall(server.url, null)('GET', '/readyz')).status === 200
}

async function everyAcknowledged({ acknowledged }: Load, receiver: Receiver): Promise<void> {
  await eventually('every acknowledged event', () => {
    // The standard profile's body, around the data that was published.
    const arrived = new Set(
      receiver.requests.map(
        ({ body }) => (JSON.parse(body.toString()) as { data: { number: number } }).data.number,
      ),
    )
    return [...acknowledged].every((number) => arrived.has(number))
  })
}
