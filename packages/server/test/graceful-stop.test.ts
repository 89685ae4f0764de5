import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall, textOf, type ApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { realPause } from './support/manual-clock.ts'
import { startReceiver, type Receiver } from './support/receiver.ts'
import { startServerProcess, testAdminKey } from './support/server-process.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const publishers = 16
/** So many are acknowledged before the server is told to stop. */
const enough = 500
/** Every publisher goes on for so many after it has seen that the server leaves. */
const afterwards = 5
const drainMs = 3000
const graceMs = 25_000
/** An attempt takes a while, so that some are on the wire at any time. */
const answerAfterMs = 40

test('a server that is told to stop under load refuses nothing while it leaves, and sends nothing twice', async (t) => {
  const dataDir = temporaryDirectory(t)
  await using receiver = await startReceiver()
  const environment = {
    POSTHORN_DRAIN_MS: String(drainMs),
    POSTHORN_SHUTDOWN_GRACE_MS: String(graceMs),
  }
  const server = await startServerProcess(dataDir, { environment })
  t.after(() => server.kill())
  const call = createApiCall(server.url, testAdminKey)
  receiver.answerAfterMs = answerAfterMs
  const workspaces = [
    await workspaceWith(call, receiver, 'strict'),
    await workspaceWith(call, receiver, 'none'),
  ]
  const load = startLoad(server.url, workspaces)
  await eventually('a load', () => load.acknowledged.size > enough)

  const startMs = performance.now()
  assert.equal(await server.stop(), 0)
  assert.ok(performance.now() - startMs < graceMs, 'it took longer than its grace time')
  await load.ended
  assert.deepEqual(load.refused, [])
  assert.ok(load.answeredWhileLeaving >= publishers * afterwards)
  assert.ok(load.toldToClose >= publishers * afterwards)

  const next = await startServerProcess(dataDir)
  t.after(() => next.kill())
  await eventually('every acknowledged event', () => {
    const arrived = new Set(numbersIn(receiver))
    return [...load.acknowledged].every((number) => arrived.has(number))
  })
  assert.equal(await next.stop(), 0)
  const arrived = numbersIn(receiver)
  assert.equal(arrived.length, new Set(arrived).size, 'something arrived twice')
  assert.equal(arrived.length, load.acknowledged.size)
})

test('a receiver that never answers does not keep a server from stopping, and is asked again', async (t) => {
  const dataDir = temporaryDirectory(t)
  await using receiver = await startReceiver()
  receiver.answer = 'stall'
  const environment = { POSTHORN_SHUTDOWN_GRACE_MS: '500' }
  const server = await startServerProcess(dataDir, { environment })
  t.after(() => server.kill())
  const call = createApiCall(server.url, testAdminKey)
  const workspace = await workspaceWith(call, receiver, 'none')
  await call('POST', '/v1/events', { workspace, type: 'user.created', data: { number: 1 } })
  await eventually('the attempt', () => receiver.requests.length === 1)
  assert.equal(await server.stop(), 0)

  receiver.answer = { status: 200 }
  const next = await startServerProcess(dataDir)
  t.after(() => next.kill())
  await eventually('the next attempt', () => receiver.requests.length === 2)
  const [first, second] = receiver.requests
  assert.equal(first?.headers['webhook-id'], second?.headers['webhook-id'])
  assert.equal(await next.stop(), 0)
})

async function workspaceWith(
  call: ApiCall,
  receiver: Receiver,
  ordering: 'none' | 'strict',
): Promise<string> {
  const { body } = await call('POST', '/v1/workspaces', { name: ordering })
  const workspace = textOf(body.id)
  const events = ['user.created']
  const webhook = { workspace, url: receiver.url, events, ordering }
  assert.equal((await call('POST', '/v1/webhooks', webhook)).status, 201)
  return workspace
}

interface Load {
  readonly acknowledged: ReadonlySet<number>
  /** What was answered with anything but 202, or not at all. */
  readonly refused: readonly string[]
  readonly answeredWhileLeaving: number
  /** Answers that said that the connection closes. */
  readonly toldToClose: number
  readonly ended: Promise<unknown>
}

/**
 * Publishers behind a load balancer that asks for readiness and takes a moment to act on it: one for
 * the first workspace, the others for the second.
 */
function startLoad(url: string, workspaces: readonly string[]): Load {
  const acknowledged = new Set<number>()
  const refused: string[] = []
  const load = { acknowledged, refused, answeredWhileLeaving: 0, toldToClose: 0 }
  const call = createApiCall(url, testAdminKey)
  let next = 0
  let isLeaving = false

  async function watch(): Promise<void> {
    while (!isLeaving) {
      const answer = await call('GET', '/readyz').catch(() => null)
      isLeaving = answer?.status !== 200
      await realPause(10)
    }
  }

  async function publish(workspace: string): Promise<void> {
    const number = next++
    const body = { workspace, type: 'user.created', data: { number } }
    try {
      const { status, headers } = await call('POST', '/v1/events', body)
      if (status === 202) acknowledged.add(number)
      else refused.push(`${number}: ${status}`)
      if (headers.get('connection') === 'close') load.toldToClose += 1
    } catch (error) {
      refused.push(`${number}: ${String(error)}`)
    }
  }

  async function publishOn(workspace: string): Promise<void> {
    while (!isLeaving) await publish(workspace)
    for (let count = 0; count < afterwards; count++) {
      await publish(workspace)
      load.answeredWhileLeaving += 1
    }
  }

  const clients = Array.from({ length: publishers }, (_, index) =>
    publishOn(workspaces[Math.min(index, 1)] ?? ''),
  )
  return Object.assign(load, { ended: Promise.all([watch(), ...clients]) })
}

function numbersIn(receiver: Receiver): number[] {
  return receiver.requests.map(({ body }) => {
    // The standard profile's body, around the data that was published.
    const { data } = JSON.parse(body.toString()) as { data: { number: number } }
    return data.number
  })
}
