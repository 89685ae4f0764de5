import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { realPause } from './support/manual-clock.ts'
import { startNodeGroup } from './support/node-group.ts'
import { createNumberedWorkspace, numbersIn, publishAlways } from './support/numbered-workspace.ts'
import { startReceiver } from './support/receiver.ts'
import type { ServerProcess } from './support/server-process.ts'

const pidOf = ({ pid }: ServerProcess): number => {
  if (pid === undefined) throw new Error('The server has no process')
  return pid
}

test('what a node held that was killed, or frozen, is sent by another; woken up it sends nothing of it', async () => {
  await using group = await startNodeGroup()
  await using receiver = await startReceiver()
  const environment = { POSTHORN_MAX_IN_FLIGHT_PER_WEBHOOK: '4' }
  const [first, second] = await Promise.all([group.start(environment), group.start(environment)])
  const workspace = await createNumberedWorkspace(first.url, receiver)
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
  const workspace = await createNumberedWorkspace(first.url, receiver)
  const load = publishAlways(workspace, () => nodes.map(({ url }) => url))
  for (const old of nodes) {
    await realPause(500)
    const successor = await group.start()
    nodes = nodes.map((node) => (node === old ? successor : node))
    assert.equal(await old.stop(), 0)
  }
  await realPause(500)
  const accepted = await load.end()
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
  const workspace = await createNumberedWorkspace(api.url, receiver)
  assert.equal(await workspace.publish(worker.url, 1), 404)
  assert.equal(await workspace.publish(api.url, 2), 202)
  await eventually('the event', () => receiver.requests.length === 1)
  assert.equal((await fetch(`${worker.url}/metrics`)).status, 200)
})

test('when the database ends and is back, events are accepted again, and what was on the wire is settled', async () => {
  await using group = await startNodeGroup()
  await using receiver = await startReceiver()
  const node = await group.start()
  const workspace = await createNumberedWorkspace(node.url, receiver)
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
