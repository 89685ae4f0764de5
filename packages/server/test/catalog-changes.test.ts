import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sampleAudit, sampleEventType, sampleKey } from '../src/stores/contract/samples.ts'
import { eventually } from './support/eventually.ts'
import { ManualClock, realPause } from './support/manual-clock.ts'
import { createTestDatabases } from './support/postgres-databases.ts'
import { startPostgresServer } from './support/postgres-server.ts'
import type { TestEngine } from './support/test-engine.ts'
import { startTestNode, type TestNodeOptions } from './support/test-node.ts'
import { startToxicProxy } from './support/toxic-proxy.ts'

const server = await startPostgresServer()
after(() => server[Symbol.asyncDispose]())
const databases = createTestDatabases(server)

interface Scene extends AsyncDisposable {
  /** Where things are changed. */
  readonly one: TestEngine
  /** Where that has to be known. Its clock stands still, so that it asks for nothing by itself. */
  readonly other: TestEngine
  readonly clock: ManualClock
  readonly cut: () => void
  readonly leave: () => void
  readonly comeBack: () => Promise<void>
}

async function openScene(options: Pick<TestNodeOptions, 'pooling'> = {}): Promise<Scene> {
  const database = await databases.create()
  const proxy = await startToxicProxy(server.port)
  const one = await startTestNode({ url: database.url })
  const clock = new ManualClock(Date.now())
  const url = database.url.replace(`:${server.port}/`, `:${proxy.port}/`)
  const other = await startTestNode({ url, clock, ...options })
  return {
    one,
    other,
    clock,
    cut: () => proxy.cut(),
    leave: () => proxy.leave(),
    comeBack: () => proxy.comeBack(),
    async [Symbol.asyncDispose]() {
      await Promise.all([one.end(0), other.end(0)])
      await proxy[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Makes a webhook, a key and a type of event; whether the other node knows of them all. */
async function change({ one, other }: Scene): Promise<() => boolean> {
  const { workspaceId } = one
  const webhook = await one.addWebhook()
  const key = sampleKey({ workspaceId })
  await one.store.insertKey(key, sampleAudit(), [])
  const type = sampleEventType({ workspaceId, name: `made.${webhook.id}` })
  await one.store.putEventType(type, sampleAudit())
  const { catalog } = other.engine
  return () =>
    catalog.webhook(webhook.id) !== undefined &&
    catalog.keyByHash(key.hash) !== undefined &&
    catalog.eventType(workspaceId, type.name) !== undefined
}

/** Reads that are under way have ended by then. */
const whileMs = 300

test('a change is known to every node at once, before any of them asks', async () => {
  await using scene = await openScene()
  // It listens from a moment after its start on.
  const isHeard = await change(scene)
  await eventually('the change', isHeard)
  for (let times = 0; times < 5; times += 1) {
    await eventually('the change', await change(scene))
  }
})

test('a node that is told of nothing knows of a change within a second', async () => {
  await using scene = await openScene({ pooling: 'transaction' })
  const isKnown = await change(scene)
  await realPause(whileMs)
  assert.equal(isKnown(), false)
  await scene.clock.advance(1000)
  await eventually('the change', isKnown)
})

test('a node whose connection was cut hears of what changed meanwhile, and of what changes then', async () => {
  await using scene = await openScene()
  await eventually('the first change', await change(scene))
  scene.leave()
  const isKnown = await change(scene)
  await realPause(whileMs)
  assert.equal(isKnown(), false)
  await scene.comeBack()
  await eventually('what changed meanwhile', isKnown)
  await eventually('what changes then', await change(scene))
  const sessions = await server.query(
    `SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND state = 'idle'`,
  )
  assert.equal(sessions.length, 2, 'a node listens twice')
})

test('a node that cannot be told while its connection is cut asks, as soon as it can', async () => {
  await using scene = await openScene()
  await eventually('the first change', await change(scene))
  scene.cut()
  const isKnown = await change(scene)
  // The connection on which it listens is made anew a second later at the earliest.
  await scene.clock.advance(1000)
  await eventually('the change', isKnown)
})
