import assert from 'node:assert/strict'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createApiCall, textOf, type ApiAnswer } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { realPause } from './support/manual-clock.ts'
import { startNodeGroup } from './support/node-group.ts'
import { startReceiver } from './support/receiver.ts'
import { testAdminKey } from './support/server-process.ts'
import { startToxicProxy } from './support/toxic-proxy.ts'

const password = 'correct-horse-battery-staple'
/** How long a publish waits for a commit that does not end; see `app.ts`. */
const longestWaitMs = 5000
/** How long a statement that is not answered is waited for; see `stores/postgres/database.ts`. */
const longestStatementMs = 25_000
/** More than every time after which a database is given up. */
const patienceMs = 60_000

/** One server, and between it and its PostgreSQL a network that goes wrong again and again. */
const group = await startNodeGroup()
const proxy = await startToxicProxy(group.server.port)
const receiver = await startReceiver()
const node = await group.start({ DATABASE_URL: urlThroughProxy() })
const call = createApiCall(node.url, testAdminKey)
const workspace = await createWorkspace()
let published = 0
after(async () => {
  await node.kill()
  await proxy[Symbol.asyncDispose]()
  await group[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

function urlThroughProxy(): string {
  const url = new URL(group.database.url)
  url.port = String(proxy.port)
  url.password = password
  return url.href
}

async function createWorkspace(): Promise<string> {
  const created = await call('POST', '/v1/workspaces', { name: 'Test', open_catalogue: true })
  const id = textOf(created.body.id)
  const webhook = { workspace: id, url: receiver.url, events: ['*'] }
  assert.equal((await call('POST', '/v1/webhooks', webhook)).status, 201)
  return id
}

interface Publish {
  readonly n: number
  readonly answer: ApiAnswer
}

/** An event with a number of its own. */
async function publish(text = ''): Promise<Publish> {
  const n = ++published
  return { n, answer: await publishAs(n, text) }
}

function publishAs(n: number, text = ''): Promise<ApiAnswer> {
  const event = { workspace, type: 'user.created', data: { n, text } }
  return call('POST', '/v1/events', event, { 'idempotency-key': `n${n}` })
}

const readyz = (): Promise<ApiAnswer> => createApiCall(node.url, null)('GET', '/readyz')

const query = (sql: string): Promise<readonly Record<string, unknown>[]> =>
  group.server.query(sql, new URL(group.database.url).pathname.slice(1))

const sentNumbers = (): number[] =>
  receiver.requests.map(({ body }) => Number(/"n":(\d+)/.exec(body.toString())?.[1]))

/** Processor time that the server has used. The kernel counts it in hundredths of a second. */
function cpuSeconds(): number {
  const fields = readFileSync(`/proc/${node.pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

async function assertRefused(): Promise<void> {
  const { answer } = await publish()
  assert.equal(answer.status, 503)
  assert.equal(answer.headers.get('retry-after'), '1')
  assert.ok(!JSON.stringify(answer.body).includes(password))
}

/** Events are refused, after a while without waiting for anything; the reason is told. */
async function assertAway(): Promise<void> {
  const isRefused = async () => (await publish()).answer.status === 503
  await eventually('an event to be refused', isRefused, patienceMs)
  const refusal = async () => {
    const answer = await readyz()
    return answer.status === 503 && answer
  }
  const said = JSON.stringify((await eventually('a reason', refusal, patienceMs)).body)
  assert.match(said, /The database (does not take what is written|has not answered)/)
  assert.ok(!said.includes(password), said)
  const isRefusedAtOnce = async () => {
    const fromMs = performance.now()
    await assertRefused()
    return performance.now() - fromMs < longestWaitMs / 5
  }
  await eventually('an event to be refused at once', isRefusedAtOnce, patienceMs)
  const fromMs = performance.now()
  for (let times = 0; times < 20; times += 1) await assertRefused()
  assert.ok(performance.now() - fromMs < longestWaitMs, 'each of them waited')
}

/** A database that is away keeps neither processor nor network busy, though events come. */
async function assertCalm(): Promise<void> {
  const before = { atMs: performance.now(), cpu: cpuSeconds(), connections: proxy.connections }
  for (let times = 0; times < 20; times += 1) {
    await realPause(100)
    await assertRefused()
  }
  const seconds = (performance.now() - before.atMs) / 1000
  const perSecond = (proxy.connections - before.connections) / seconds
  assert.ok(perSecond < 40, `${perSecond} connections a second`)
  const share = (cpuSeconds() - before.cpu) / seconds
  assert.ok(share < 0.5, `${share} of a processor`)
}

/** Events are accepted again, and each event has been sent once, and settled. */
async function assertBack(wanted: readonly number[]): Promise<void> {
  const accepted = async () => {
    const { n, answer } = await publish()
    return answer.status === 202 && n
  }
  const n = await eventually('events to be accepted again', accepted, patienceMs)
  await eventually('readiness', async () => (await readyz()).status === 200)
  await eventually('the events', () => [...wanted, n].every((one) => sentNumbers().includes(one)))
  const isSettled = async () => (await query('SELECT FROM posthorn.queue')).length === 0
  await eventually('an empty queue', isSettled)
  const sent = sentNumbers()
  assert.equal(sent.length, new Set(sent).size, 'an event was sent twice')
  const ended = await query('SELECT status, attempts FROM posthorn.deliveries')
  assert.equal(ended.length, sent.length)
  assert.ok(ended.every(({ status, attempts }) => status === 1 && attempts === 1))
}

/** Deliveries that are answered when the database is away. */
async function putOnTheWire(): Promise<number[]> {
  receiver.answerAfterMs = 1000
  const publishes = [await publish(), await publish(), await publish()]
  const numbers = publishes.map(({ n }) => n)
  assert.deepEqual(
    publishes.map(({ answer }) => answer.status),
    [202, 202, 202],
  )
  await eventually('attempts', () => numbers.every((n) => sentNumbers().includes(n)))
  receiver.answerAfterMs = 0
  return numbers
}

function reset(): void {
  proxy.toxic = { kind: 'reset' }
  proxy.cut()
}

function recover(): void {
  proxy.toxic = { kind: 'none' }
}

for (const [name, begin, end] of [
  ['refuses connections', () => proxy.leave(), () => proxy.comeBack()],
  ['resets connections', reset, recover],
  [
    'accepts connections and never answers',
    () => {
      proxy.toxic = { kind: 'silence' }
      proxy.cut()
    },
    recover,
  ],
  [
    'falls silent on the connections that are there',
    () => {
      proxy.toxic = { kind: 'silence' }
    },
    () => {
      proxy.cut()
      recover()
    },
  ],
] as const) {
  test(`while the database ${name}, events are refused at once; then all goes on by itself`, async () => {
    const onTheWire = await putOnTheWire()
    begin()
    await assertAway()
    await assertCalm()
    await end()
    await assertBack(onTheWire)
  })

  test(`the same goes for a server with nothing to do while the database ${name}`, async () => {
    begin()
    await assertAway()
    await end()
    await assertBack([])
  })
}

test('a server that is told to stop while the database is silent does not wait for it', async () => {
  const environment = { DATABASE_URL: urlThroughProxy(), POSTHORN_SHUTDOWN_GRACE_MS: '1000' }
  const stopping = await group.start(environment)
  proxy.toxic = { kind: 'silence' }
  const startedAtMs = performance.now()
  assert.equal(await stopping.stop(), 0)
  assert.ok(performance.now() - startedAtMs < longestStatementMs)
  proxy.cut()
  recover()
  await assertBack([])
})

for (const moment of ['asked', 'sent', 'answered'] as const) {
  test(`an event is refused whose commit is cut off when it is ${moment}, and its repeat makes one of it`, async () => {
    const onTheWire = await putOnTheWire()
    proxy.setTrap({ point: { statement: 'posthorn.commit_batch', moment }, strike: reset })
    const { n, answer } = await publish()
    assert.equal(answer.status, 503)
    assert.equal(answer.headers.get('retry-after'), '1')
    await assertAway()
    recover()
    const repeat = async () => (await publishAs(n)).status === 202
    await eventually('the repeat to be accepted', repeat, patienceMs)
    await assertBack([n, ...onTheWire])
  })
}

/** What a process holds on to that it should let go. */
async function holdings() {
  const folder = `/proc/${node.pid}/fd`
  const files = readdirSync(folder).flatMap((name) => linkAt(join(folder, name)))
  const sessions = await query(
    `SELECT FROM pg_stat_activity WHERE application_name = 'posthorn' AND datname = current_database()`,
  )
  const status = readFileSync(`/proc/${node.pid}/status`, 'latin1')
  return {
    sockets: files.filter((target) => target.startsWith('socket:')).length,
    sessions: sessions.length,
    memory: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024,
  }
}

/** Files come and go while they are looked at. */
function linkAt(path: string): string[] {
  try {
    return [readlinkSync(path)]
  } catch {
    return []
  }
}

test('twenty outages later the server holds no more connections, sockets or memory than before', async () => {
  const outages = 20
  const text = 'x'.repeat(200_000)
  const eventsEach = 20

  async function outage(): Promise<void> {
    const waiting = Array.from({ length: eventsEach }, () => publish(text))
    reset()
    const answers = await Promise.all(waiting)
    assert.ok(answers.some(({ answer }) => answer.status === 503))
    recover()
    await eventually('its end', async () => (await readyz()).status === 200, patienceMs)
  }

  await outage()
  await assertBack([])
  const before = await holdings()
  for (let times = 0; times < outages; times += 1) await outage()
  await assertBack([])
  // A connection is closed when it has been idle for long, and not made before it is needed.
  const most = 9
  assert.ok(before.sessions <= most)
  const now = await eventually('sockets to be closed', async () => {
    const held = await holdings()
    return held.sessions <= most && held.sockets <= before.sockets + most && held
  })
  const grown = now.memory - before.memory
  assert.ok(grown < (outages * eventsEach * text.length) / 2, `${grown} bytes`)
})
