import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createApiCall, textOf, type ApiCall } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { realPause } from './support/manual-clock.ts'
import { startReceiver, type Receiver } from './support/receiver.ts'
import { startServerProcess, testAdminKey } from './support/server-process.ts'

/** Publishing goes on until so many are acknowledged. */
const burst = 10_000
const publishers = 32
/** Counted in acknowledged events, so that each kill falls into the middle of the burst. */
const killAfter = [1_500, 4_000, 7_500]
/** One publish in so many is refused, and must never arrive. */
const refuseEvery = 50

test('after kill -9 during a burst, what was acknowledged arrives and what was refused does not', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'posthorn-crash-'))
  await using receiver = await startReceiver()
  let server = await startServerProcess(dataDir)
  try {
    const workspace = await setUp(createApiCall(server.url, testAdminKey), receiver)
    const ledger = startBurst(() => server.url, workspace)
    for (const count of killAfter) {
      await eventually(`${count} acknowledged events`, () => ledger.acknowledged.size >= count)
      await server.kill()
      await realPause(20)
      server = await startServerProcess(dataDir)
    }
    await ledger.finished
    await eventually('every acknowledged event', () => {
      const arrived = arrivedNumbers(receiver)
      return [...ledger.acknowledged].every((number) => arrived.has(number))
    })
    assert.ok(ledger.refused.size > 0)
    const arrived = arrivedNumbers(receiver)
    for (const number of ledger.refused) assert.ok(!arrived.has(number), `${number} was refused`)
    assert.equal(await server.stop(), 0)
  } finally {
    await server.kill()
    await rm(dataDir, { recursive: true, force: true })
  }
})

async function setUp(call: ApiCall, receiver: Receiver): Promise<string> {
  const workspace = await call('POST', '/v1/workspaces', { name: 'crash' })
  const webhook = await call('POST', '/v1/webhooks', {
    workspace: workspace.body.id,
    url: receiver.url,
    events: ['user.created'],
  })
  assert.equal(webhook.status, 201)
  return textOf(workspace.body.id)
}

interface Ledger {
  readonly acknowledged: Set<number>
  readonly refused: Set<number>
  readonly finished: Promise<unknown>
}

/** Each number is published once; one whose answer was lost is neither acknowledged nor refused. */
function startBurst(urlNow: () => string, workspace: string): Ledger {
  const acknowledged = new Set<number>()
  const refused = new Set<number>()
  let next = 0

  async function publishOne(number: number): Promise<void> {
    const type = number % refuseEvery === 0 ? 'nobody.knows' : 'user.created'
    try {
      const call = createApiCall(urlNow(), testAdminKey)
      const { status } = await call('POST', '/v1/events', { workspace, type, data: { number } })
      if (status === 202) acknowledged.add(number)
      else if (status === 400) refused.add(number)
    } catch {
      await realPause(20)
    }
  }

  async function publishAll(): Promise<void> {
    while (acknowledged.size < burst) await publishOne(next++)
  }

  const finished = Promise.all(Array.from({ length: publishers }, publishAll))
  return { acknowledged, refused, finished }
}

function arrivedNumbers(receiver: Receiver): Set<number> {
  return new Set(
    receiver.requests.map(({ body }) => Number(JSON.parse(body.toString('utf8')).data.number)),
  )
}
