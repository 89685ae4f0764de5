import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall, textOf, type ApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { realPause } from './support/manual-clock.ts'
import { startNodeGroup } from './support/node-group.ts'
import { startReceiver, type Receiver } from './support/receiver.ts'
import { testAdminKey, type ServerProcess } from './support/server-process.ts'

interface Workspace {
  readonly id: string
  readonly publish: (url: string, n: number) => Promise<number>
}

async function createWorkspace(url: string, receiver: Receiver): Promise<Workspace> {
  const call: ApiCall = createApiCall(url, testAdminKey)
  const created = await call('POST', '/v1/workspaces', { name: 'Test', open_catalogue: true })
  const id = textOf(created.body.id)
  const webhook = { workspace: id, url: receiver.url, events: ['*'] }
  const answer = await call('POST', '/v1/webhooks', webhook)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return {
    id,
    async publish(at, n) {
      const event = { workspace: id, type: 'user.created', data: { n } }
      try {
        const key = { 'idempotency-key': `n${n}` }
        return (await createApiCall(at, testAdminKey)('POST', '/v1/events', event, key)).status
      } catch {
        return 0
      }
    },
  }
}

function numbersIn({ requests }: Receiver): number[] {
  return requests.map(({ body }) => Number(/"n":(\d+)/.exec(body.toString())?.[1]))
}

const pidOf = ({ pid }: ServerProcess): number => {
  if (pid === undefined) throw new Error('The server has no process')
  return pid
}

test('what a node held that was killed, or frozen, is sent by another; woken up it sends nothing of it', async () => {
  await using group = await startNodeGroup()
  await using receiver = await startReceiver()
  const environment = { POSTHORN_MAX_IN_FLIGHT_PER_WEBHOOK: '4' }
  const [first, second] = await Promise.all([group.start(environment), group.start(environment)])
  const workspace = await createWorkspace(first.url, receiver)
  receiver.answer = 'stall'
  for (let n = 0; n < 12; n += 1) assert.equal(await workspace.publish(first.url, n), 202)
  await eventually('attempts', () => receiver.requests.length > 0)
  const begun = receiver.requests.length
  process.kill(pidOf(first), 'SIGSTOP')
  receiver.answer = { status: 200 }
  await eventually('everything that the frozen one held', () => {
    return new Set(numbersIn(receiver).slice(begun)).size === 12
  })
  const sent = receiver.requests.length
  process.kill(pidOf(first), 'SIGCONT')
  await eventually('the first to be ready', async () => (await fetch(`${first.url}/readyz`)).ok)
  await eventually('it to accept', async () => (await workspace.publish(first.url, 100)) === 202)
  await eventually('its event', () => numbersIn(receiver).includes(100))
  assert.deepEqual(numbersIn(receiver).slice(sent), [100])

  receiver.answer = 'stall'
  for (let n = 200; n < 206; n += 1) assert.equal(await workspace.publish(second.url, n), 202)
  const before = receiver.requests.length
  await second.kill()
  receiver.answer = { status: 200 }
  await eventually('everything that the killed one held', () => {
    const later = new Set(numbersIn(receiver).slice(before))
    return [200, 201, 202, 203, 204, 205].every((n) => later.has(n))
  })
})

test('two nodes are replaced one after the other under load: nothing is lost, and nothing doubled', async () => {
  await using group = await startNodeGroup()
  await using receiver = await startReceiver()
  receiver.answerAfterMs = 10
  let nodes: readonly ServerProcess[] = await Promise.all([group.start(), group.start()])
  const [first] = nodes
  if (first === undefined) throw new Error('There is no first node')
  const workspace = await createWorkspace(first.url, receiver)
  const accepted = new Set<number>()
  let isOver = false
  let next = 0
  async function publishOn(): Promise<void> {
    while (!isOver) {
      const n = next++
      // A client goes to the other server, with the same key, until one has said that it has it.
      for (let tries = 0; !accepted.has(n); tries += 1) {
        const url = nodes[(n + tries) % nodes.length]?.url ?? ''
        if ((await workspace.publish(url, n)) === 202) accepted.add(n)
      }
    }
  }
  const load = Promise.all([publishOn(), publishOn(), publishOn()])
  for (const old of nodes) {
    await realPause(500)
    const successor = await group.start()
    nodes = nodes.map((node) => (node === old ? successor : node))
    assert.equal(await old.stop(), 0)
  }
  await realPause(500)
  isOver = true
  await load
  await eventually('all of them', () => accepted.size === new Set(numbersIn(receiver)).size)
  assert.equal(receiver.requests.length, accepted.size)
})

test('a node with another master key does not start', async () => {
  await using group = await startNodeGroup()
  await group.start()
  const other = `k1:${Buffer.alloc(32, 8).toString('base64')}`
  await assert.rejects(group.start({ POSTHORN_MASTER_KEY: other }), /master key is not the one/)
  await group.start()
})

test('servers of one role each: what one accepts, the other sends', async () => {
  await using group = await startNodeGroup()
  await using receiver = await startReceiver()
  const [api, worker] = await Promise.all([
    group.start({ POSTHORN_ROLE: 'api' }),
    group.start({ POSTHORN_ROLE: 'worker' }),
  ])
  for (const [node, role] of [
    [api, 'api'],
    [worker, 'worker'],
  ] as const) {
    const answer = await createApiCall(node.url, null)('GET', '/readyz')
    assert.deepEqual([answer.status, answer.body.role], [200, role])
  }
  const workspace = await createWorkspace(api.url, receiver)
  assert.equal(await workspace.publish(worker.url, 1), 404)
  assert.equal(await workspace.publish(api.url, 2), 202)
  await eventually('the event', () => receiver.requests.length === 1)
  assert.equal((await fetch(`${worker.url}/metrics`)).status, 200)
})

test('when the database ends and is back, events are accepted again, and what was on the wire is settled', async () => {
  await using group = await startNodeGroup()
  await using receiver = await startReceiver()
  const node = await group.start()
  const workspace = await createWorkspace(node.url, receiver)
  receiver.answerAfterMs = 1500
  for (let n = 0; n < 5; n += 1) assert.equal(await workspace.publish(node.url, n), 202)
  await eventually('attempts', () => receiver.requests.length === 5)
  await group.server.crash()
  let n = 10
  await eventually('events to be accepted again', async () => {
    return (await workspace.publish(node.url, ++n)) === 202
  })
  await eventually('the event', () => numbersIn(receiver).includes(n))
  await eventually('what was on the wire to be settled', async () => {
    const name = new URL(group.database.url).pathname.slice(1)
    return (await group.server.query('SELECT id FROM posthorn.queue', name)).length === 0
  })
  assert.equal(numbersIn(receiver).filter((number) => number < 5).length, 5)
})
