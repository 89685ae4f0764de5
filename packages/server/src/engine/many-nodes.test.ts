import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { realPause } from '../../test/support/manual-clock.ts'
import { createTestDatabases } from '../../test/support/postgres-databases.ts'
import { startPostgresServer } from '../../test/support/postgres-server.ts'
import { acceptedId, numberedEvents, type TestEngine } from '../../test/support/test-engine.ts'
import { startTestNode, type TestNodeOptions } from '../../test/support/test-node.ts'
import { holdOnTheWire, type TestSender } from '../../test/support/test-sender.ts'
import type { OutgoingRequest } from '../domain/sender.ts'
import type { Webhook } from '../domain/webhook.ts'
import { answered, sampleAudit, sampleWebhook } from '../stores/contract/samples.ts'

const server = await startPostgresServer()
after(() => server[Symbol.asyncDispose]())
const databases = createTestDatabases(server)

type Options = Omit<TestNodeOptions, 'url'>

interface Pair extends AsyncDisposable {
  readonly url: string
  readonly a: TestEngine
  readonly b: TestEngine
  readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]>
}

/** Two nodes that know of each other. */
async function startPair(forA: Options = {}, forB: Options = forA): Promise<Pair> {
  const database = await databases.create()
  const { url } = database
  const a = await startTestNode({ url, ...forA })
  const b = await startTestNode({ url, ...forB })
  const workers = [forA, forB].filter(({ isWorker }) => isWorker !== false).length
  await eventually('both nodes to know of each other', () =>
    [a, b].every(({ store }) => store.shared?.workers === workers),
  )
  return {
    url,
    a,
    b,
    query: (sql) => server.query(sql, new URL(url).pathname.slice(1)),
    async [Symbol.asyncDispose]() {
      await Promise.all([a.end(100), b.end(100)])
      await database[Symbol.asyncDispose]()
    },
  }
}

function numberIn({ body }: OutgoingRequest): number {
  // The body is what these tests published.
  return (JSON.parse(Buffer.from(body).toString()) as { n: number }).n
}

/** What arrived at either, in the order of arrival. */
function gather(nodes: readonly { readonly sender: TestSender }[]): number[] {
  const arrived: number[] = []
  for (const { sender } of nodes) {
    sender.answer = (request) => {
      arrived.push(numberIn(request))
      return answered(200)
    }
  }
  return arrived
}

/** Publishes one after the other, each to another node, the next when the one before is accepted. */
async function publishInTurn(nodes: readonly TestEngine[], numbers: readonly number[]) {
  for (const n of numbers) {
    const [result] = (await nodes[n % nodes.length]?.publish([`{"n":${n}}`])) ?? []
    acceptedId(result)
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}

/** Makes the server believe that it has not heard of these nodes for long. */
const silence = (which: string): string =>
  `UPDATE posthorn.nodes SET heartbeat_at = now() - interval '1 minute' WHERE ${which}`

const oldest = 'id = (SELECT min(id) FROM posthorn.nodes)'

test('an ordered lane keeps the order of acceptance over two nodes, while heads fail and the owner dies', async () => {
  await using pair = await startPair({ profile: { retry: { delaysMs: [30], jitter: 0 } } })
  const { a, b } = pair
  await a.addWebhook({ ordered: true })
  await b.engine.refreshCatalog()
  const arrived: number[] = []
  const failed = new Set<number>()
  const arrivedFrom = new Map([a, b].map((node) => [node, [] as number[]]))
  for (const [{ sender }, fromThere] of arrivedFrom) {
    sender.answer = async (request) => {
      const n = numberIn(request)
      await realPause(1)
      if (n % 4 === 0 && !failed.has(n)) {
        failed.add(n)
        return answered(503)
      }
      arrived.push(n)
      fromThere.push(n)
      return answered(200)
    }
  }
  await publishInTurn([a, b], range(0, 40))
  const owner = a.sender.requests.length > b.sender.requests.length ? a : b
  const other = owner === a ? b : a
  assert.equal(other.sender.requests.length, 0, 'two nodes sent for one ordered lane')
  await eventually('some to arrive', () => arrived.length > 10)
  await owner.crash()
  const [ended] = await pair.query('SELECT count(*) AS count FROM posthorn.deliveries')
  await publishInTurn([other], range(40, 60))
  await eventually('all to arrive', () => new Set(arrived).size === 60)
  assert.deepEqual([...new Set(arrived)], range(0, 60))
  // What had arrived and was not settled yet is sent once more, and from there on in order.
  const [first = 0, ...rest] = arrivedFrom.get(other) ?? []
  assert.ok(first >= Number(ended?.count), 'what was settled arrived twice')
  assert.deepEqual([first, ...rest], range(first, 60))
})

test('the owner of an ordered lane hears at once of what another node has accepted for it', async () => {
  await using pair = await startPair()
  const { a, b } = pair
  await a.addWebhook({ ordered: true })
  await b.engine.refreshCatalog()
  const arrived = gather([a, b])
  await publishInTurn([a], [0])
  await eventually('the first', () => arrived.length === 1)
  const waits: number[] = []
  for (const n of range(1, 11)) {
    const beganMs = performance.now()
    await publishInTurn([b], [n])
    await eventually('the next', () => arrived.includes(n))
    waits.push(performance.now() - beganMs)
  }
  assert.equal(b.sender.requests.length, 0)
  // The look through all lanes, every five seconds, would be far too late.
  assert.ok(Math.min(...waits) < 500, `it took ${waits.map(Math.round).join(', ')} ms`)
})

test('what was raised in order reaches an ordered lane in order, whichever node takes it', async () => {
  await using pair = await startPair()
  const { a, b, query } = pair
  await a.addWebhook({ ordered: true })
  await b.engine.refreshCatalog()
  const arrived = gather([a, b])
  const workspace = `ws_${a.workspaceId}`
  await query(`DO $$ BEGIN FOR n IN 0..199 LOOP
    PERFORM posthorn.publish(workspace => '${workspace}', type => 'user.created',
      data => format('{"n":%s}', n)::json);
    END LOOP; END $$`)
  await eventually('all to arrive', () => arrived.length === 200)
  assert.deepEqual(arrived, range(0, 200))
})

test('nodes do not all read what is raised', async () => {
  let read = 0
  const wrapStore: Options['wrapStore'] = (store) => ({
    async readInbox(last, limit) {
      const entries = await store.readInbox(last, limit)
      read += entries.length
      return entries
    },
  })
  await using pair = await startPair({ wrapStore })
  const { a, b, query } = pair
  await a.addWebhook()
  await b.engine.refreshCatalog()
  const arrived = gather([a, b])
  await query(`SELECT posthorn.publish(workspace => 'ws_${a.workspaceId}', type => 'user.created',
    data => format('{"n":%s}', n)::json) FROM generate_series(0, 299) AS n`)
  await eventually('all to arrive', () => arrived.length === 300)
  assert.equal(new Set(arrived).size, 300)
  // One look may meet what is being written at that moment.
  assert.ok(read <= 450, `${read} entries were read`)
})

test('a node that others have taken over from sends nothing of what it held, and goes on as another one', async () => {
  await using pair = await startPair()
  const { a, b, query } = pair
  const wire = holdOnTheWire()
  await a.addWebhook()
  await b.engine.refreshCatalog()
  a.sender.answer = wire.answer
  await a.publish(numberedEvents(20))
  await eventually('attempts of the first', () => wire.open.length === 4)
  const arrived = gather([b])
  const [before] = await query(`SELECT max(id) AS id FROM posthorn.nodes`)
  await query(silence(oldest))
  await eventually('the second to send all', () => new Set(arrived).size === 20)
  await eventually('the first to be another node', async () => {
    const [found] = await query(`SELECT max(id) AS id FROM posthorn.nodes`)
    return found?.['id'] !== before?.['id']
  })
  await eventually('the first to be ready', () => a.engine.isReady())
  // Its attempts end now, and what they say must not count.
  wire.end(answered(500))
  gather([a])
  await realPause(100)
  assert.equal(a.sender.requests.length, 4, 'it sent what was not its own')
  const [result] = await a.publish(['{"n":99}'])
  const eventId = acceptedId(result)
  await eventually('its event', async () => (await a.deliveryOf(eventId)).status === 'success')
  assert.equal(a.sender.requests.length, 5)
  const queued = await query('SELECT id FROM posthorn.queue')
  assert.deepEqual(queued, [])
  assert.deepEqual(
    await query('SELECT status, count(*)::integer FROM posthorn.deliveries GROUP BY 1'),
    [{ status: 1, count: 21 }],
  )
})

test('a retry is made by whoever is there when it is due', async () => {
  await using pair = await startPair({ profile: { retry: { delaysMs: [1500], jitter: 0 } } })
  const { a, b } = pair
  await a.addWebhook()
  await b.engine.refreshCatalog()
  a.sender.answer = () => answered(500)
  await a.publish(numberedEvents(3))
  await eventually('the retries to be scheduled', async () => {
    return (await b.store.stats()).scheduled === 3
  })
  const arrived = gather([b])
  await a.crash()
  await eventually('the retries', () => arrived.length === 3)
  assert.equal(a.sender.requests.length + b.sender.requests.length, 6)
})

test('a retry that several nodes see due is made once', async () => {
  await using pair = await startPair({ profile: { retry: { delaysMs: [200], jitter: 0 } } })
  const { a, b } = pair
  await a.addWebhook()
  await b.engine.refreshCatalog()
  a.sender.answer = () => answered(500)
  b.sender.answer = () => answered(500)
  await a.publish(numberedEvents(100))
  await eventually('the end of all', () => a.counts.ended + b.counts.ended === 100)
  assert.equal(a.sender.requests.length + b.sender.requests.length, 200)
})

test('nodes share what a webhook may have on the wire', async () => {
  await using pair = await startPair({ limits: { maxInFlightPerLane: 8, maxInFlight: 100 } })
  const { a, b } = pair
  await a.addWebhook()
  await b.engine.refreshCatalog()
  let open = 0
  let most = 0
  for (const { sender } of [a, b]) {
    sender.answer = async () => {
      open += 1
      most = Math.max(most, open)
      await realPause(5)
      open -= 1
      return answered(200)
    }
  }
  await Promise.all([a.publish(numberedEvents(100)), b.publish(numberedEvents(100))])
  await eventually('the end of all', () => a.counts.ended + b.counts.ended === 200)
  assert.equal(most, 8)
})

test('a rate limit holds for all nodes together', async () => {
  await using pair = await startPair()
  const { a, b } = pair
  const limit = { perSecond: 40, burst: 5 }
  await a.addWebhook({ rateLimit: limit })
  await b.engine.refreshCatalog()
  const times: number[] = []
  for (const { sender } of [a, b]) {
    sender.answer = () => {
      times.push(performance.now())
      return answered(200)
    }
  }
  await Promise.all([a.publish(numberedEvents(30)), b.publish(numberedEvents(30))])
  await eventually('the end of all', () => a.counts.ended + b.counts.ended === 60)
  const passedS = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000
  assert.ok(times.length <= limit.burst + limit.perSecond * passedS + 1, `60 in ${passedS} s`)
})

test('what is parked by a node that dies is sent by the others', async () => {
  await using pair = await startPair({ limits: { maxHeldPerLane: 4, maxInFlightPerLane: 2 } })
  const { a, b } = pair
  await a.addWebhook()
  await b.engine.refreshCatalog()
  const wire = holdOnTheWire()
  a.sender.answer = wire.answer
  b.sender.answer = wire.answer
  await a.publish(numberedEvents(50))
  await a.crash()
  const arrived = gather([b])
  wire.end(answered(200))
  await eventually('all the others', () => arrived.length >= 40)
})

/** undefined where the connection that it was to be made on has just been cut. */
async function makeWebhook({ store, workspaceId }: TestEngine): Promise<Webhook | undefined> {
  const webhook = sampleWebhook({ workspaceId })
  return store.insertWebhook(webhook, null, sampleAudit()).then(
    () => webhook,
    () => undefined,
  )
}

for (const pooling of ['direct', 'transaction'] as const) {
  test(`a change of the catalogue reaches every node, also after lost connections (${pooling})`, async () => {
    await using pair = await startPair({ pooling })
    const { a, b, query } = pair
    for (let round = 0; round < 3; round += 1) {
      const webhook = await eventually('a webhook to be made', () => makeWebhook(a))
      await eventually('the webhook at the other', () => b.engine.catalog.webhook(webhook.id))
      await query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`)
    }
    const [row] = await query(`SELECT count(*)::integer AS count FROM pg_stat_activity
      WHERE datname = current_database() AND query = 'LISTEN posthorn_catalog'`)
    if (pooling === 'transaction') assert.equal(row?.['count'], 0)
  })
}

test('a node that takes requests alone sends nothing, and others send what it has accepted', async () => {
  await using pair = await startPair({ isWorker: false }, {})
  const { a: api, b: worker } = pair
  await api.addWebhook()
  await api.addWebhook({ ordered: true })
  const { id: webhookId } = await api.addWebhook({ rateLimit: { perSecond: 1000, burst: 10 } })
  await worker.engine.refreshCatalog()
  const arrived = gather([worker])
  await api.publish(numberedEvents(20))
  await eventually('all of them', () => arrived.length === 60)
  const data = Buffer.from('{"n":77}')
  const finish = await api.engine.sendTest({ webhookId, type: 'test', data })
  assert.deepEqual([finish.status, finish.attempt?.outcome.kind], ['success', 'answered'])
  assert.equal(api.sender.requests.length, 0)
})

test('after the database was away for long, nodes do not take over from each other', async () => {
  await using pair = await startPair()
  const { a, b, query } = pair
  const ids = () => query('SELECT id FROM posthorn.nodes ORDER BY id')
  const before = await ids()
  await query(silence('true'))
  await eventually('heartbeats of both', async () => {
    const [row] = await query(
      `SELECT count(*)::integer AS count FROM posthorn.nodes WHERE heartbeat_at > now() - interval '5 s'`,
    )
    return row?.['count'] === 2
  })
  assert.equal(await a.store.takeOver(0), 0)
  assert.equal(await b.store.takeOver(0), 0)
  assert.deepEqual(await ids(), before)
})
