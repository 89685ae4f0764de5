import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parsePublicId } from '../src/http/public-ids.ts'
import { asTimePasses } from './support/as-time-passes.ts'
import { eventually } from './support/eventually.ts'
import { ManualClock } from './support/manual-clock.ts'
import { startReceiver, type Receiver } from './support/receiver.ts'
import { stringAt, textOf } from './support/string-at.ts'
import { startTestApp, type TestApp } from './support/test-app.ts'

/*
 * A marker is planted wherever a workspace, or an event about a subject, leaves text, among others
 * that look the same but for theirs. When the deletion is done no file of the database holds the
 * marker any more, while the server runs on; what the others left has to be found in the same way.
 */

const marker = 'marker-71c0ffee'
const canary = 'canary-05f3a1d2'

/** How often a text stands in the files of the database. */
function findInFiles({ dataDir }: TestApp, text: string): number {
  const files = ['posthorn.sqlite', 'posthorn.sqlite-wal', 'posthorn.sqlite-shm']
  const found = files
    .map((name) => join(dataDir, name))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path).toString('latin1').split(text).length - 1)
  return found.reduce((sum, count) => sum + count, 0)
}

interface Planted {
  readonly workspace: string
  readonly webhook: string
}

async function createWorkspace(app: TestApp, receiver: Receiver, mark: string): Promise<Planted> {
  const made = await app.admin('POST', '/v1/workspaces', { name: mark, open_catalogue: true })
  const workspace = stringAt(made.body, 'id')
  const webhook = await app.admin('POST', '/v1/webhooks', {
    workspace,
    url: `${receiver.url}?${mark}`,
    events: ['*'],
    name: mark,
    description: mark,
    channels: [mark],
    custom_headers: { 'x-tenant': mark },
    retry_delays_s: [60],
  })
  assert.equal(webhook.status, 201, JSON.stringify(webhook.body))
  const path = `/v1/webhooks/${stringAt(webhook.body, 'id')}`
  // Rows that grow and shrink leave traces of their own.
  for (const length of [400, 10, 300]) {
    await app.admin('PATCH', path, { description: mark.repeat(length / mark.length) })
  }
  const inWorkspace = `/v1/workspaces/${workspace}`
  await app.admin('POST', `${inWorkspace}/keys`, { name: mark, scopes: ['read'] })
  await app.admin('POST', '/v1/event-types', {
    workspace,
    name: mark.replace('-', '.'),
    description: mark,
  })
  const record = { profile: 'endgrate', workspaceId: parsePublicId('workspace', workspace) ?? '' }
  for (const id of [mark, `${mark}-2`]) {
    const data = JSON.stringify({ mark: mark.repeat(50) })
    const fields = { kind: mark, id, parentId: mark, dueAtMs: null, data }
    await app.context.store.changeRecords(
      [{ kind: 'insert', record: { ...record, ...fields } }],
      [],
    )
  }
  return { workspace, webhook: path }
}

async function publish(app: TestApp, workspace: string, mark: string, count: number, fields = {}) {
  const events = Array.from({ length: count }, (_, n) => ({
    type: 'user.created',
    channels: [mark],
    // Some fit a page, some spill over many.
    data: { n, mark: `${mark} `.repeat(n % 10 === 0 ? 2000 : 1 + (n % 40)) },
    ...fields,
  }))
  const { status } = await app.admin('POST', '/v1/events/batch', { workspace, events })
  assert.equal(status, 202)
}

const mostAnswers = 100

/** Answers with what it was sent, so that the answers that are kept hold it too; every third fails. */
function answerWithMarks(receiver: Receiver): void {
  let count = 0
  receiver.answer = ({ body }) => {
    count += 1
    if (count > mostAnswers) return 'stall'
    return { status: count % 3 === 0 ? 500 : 200, body: body.toString().slice(0, 900) }
  }
}

/** Attempts that have begun and not ended. */
async function inFlight({ url }: TestApp): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^posthorn_attempts_in_flight (\d+)$/m.exec(metrics)?.[1])
}

function startApp(clock: ManualClock): Promise<TestApp> {
  return startTestApp({ clock, environment: { POSTHORN_SHUTDOWN_GRACE_MS: '0' } })
}

/**
 * The clock stands while a bite is under way, or the rest after it, which is a multiple of what it
 * took, would be measured in the steps of this test: the bite is asked for when the erasure has been
 * read, and the store writes one thing after the other.
 */
async function erased(app: TestApp, clock: ManualClock, erasure: string): Promise<void> {
  await asTimePasses({ clock, stepMs: 2000 }, 'the erasure to be done', async () => {
    const { body } = await app.admin('GET', `/v1/erasures/${erasure}`)
    await app.context.store.turnIdempotency(clock.nowMs())
    return textOf(body.state) === 'done'
  })
}

test('of a deleted workspace no file of the database holds anything', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:00:00Z'))
  await using receiver = await startReceiver()
  answerWithMarks(receiver)
  await using app = await startApp(clock)
  const gone = await createWorkspace(app, receiver, marker)
  const kept = await createWorkspace(app, receiver, canary)
  for (let round = 0; round < 3; round += 1) {
    await publish(app, gone.workspace, marker, 30, { subject: marker })
    await publish(app, kept.workspace, canary, 20, { subject: canary })
  }
  await asTimePasses(
    { clock, stepMs: 100 },
    'some to be sent',
    () => receiver.requests.length > 100,
  )
  assert.ok(findInFiles(app, marker) > 500)

  const deleted = await app.admin('DELETE', `/v1/workspaces/${gone.workspace}`)
  assert.equal(deleted.status, 200)
  await erased(app, clock, stringAt(deleted.body, 'erasure'))
  assert.equal(findInFiles(app, marker), 0)
  assert.ok(findInFiles(app, canary) > 500)
  assert.equal((await app.admin('GET', kept.webhook)).status, 200)
  await app.restart()
  assert.equal(findInFiles(app, marker), 0)
})

test('of a deleted subject no file holds anything, nothing of it is sent, and the rest goes on', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:00:00Z'))
  await using receiver = await startReceiver()
  answerWithMarks(receiver)
  await using app = await startApp(clock)
  const { workspace, webhook } = await createWorkspace(app, receiver, canary)
  const about = { subject: `${marker}/é`, channels: [canary] }
  for (let round = 0; round < 4; round += 1) {
    await publish(app, workspace, marker, 60, about)
    await publish(app, workspace, canary, 40)
  }
  await asTimePasses(
    { clock, stepMs: 100 },
    'the wire to be full',
    () => receiver.requests.length > 110,
  )
  const subject = encodeURIComponent(about.subject)
  const answer = await app.admin('DELETE', `/v1/workspaces/${workspace}/subjects/${subject}`)
  assert.equal(answer.status, 202)
  await eventually('what was begun to arrive', async () => {
    return (await inFlight(app)) === receiver.requests.length - mostAnswers
  })
  const sentBefore = receiver.requests.length
  receiver.answer = { status: 200 }
  await erased(app, clock, stringAt(answer.body, 'id'))
  assert.equal(findInFiles(app, marker), 0)
  await asTimePasses({ clock, stepMs: 5000 }, 'the others to arrive', async () => {
    const { body } = await app.admin('GET', `${webhook}/deliveries?status=success&limit=1`)
    return textOf(body.pagination?.total) === '160'
  })
  const later = receiver.requests.slice(sentBefore).map(({ body }) => body.toString())
  assert.deepEqual(
    later.filter((body) => body.includes(marker)),
    [],
  )
  const listed = await app.admin('GET', `/v1/events?workspace=${workspace}&limit=100`)
  assert.ok(!JSON.stringify(listed.body).includes(marker))
})

test('an erasure goes on after a restart, and what waited is not sent in between', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:00:00Z'))
  await using receiver = await startReceiver()
  receiver.answer = 'stall'
  await using app = await startApp(clock)
  const { workspace } = await createWorkspace(app, receiver, canary)
  await publish(app, workspace, canary, 200, { subject: 'someone' })
  const path = `/v1/workspaces/${workspace}/subjects/someone`
  const { body } = await app.admin('DELETE', path)
  await eventually('a part to be erased', async () => {
    await clock.advance(20)
    const { body: now } = await app.admin('GET', `/v1/erasures/${stringAt(body, 'id')}`)
    return Number(now.events) > 30
  })
  const sentBefore = receiver.requests.length
  receiver.answer = { status: 200 }
  await app.restart()
  await erased(app, clock, stringAt(body, 'id'))
  assert.equal(receiver.requests.length, sentBefore)
  const now = await app.admin('GET', `/v1/erasures/${stringAt(body, 'id')}`)
  assert.partialDeepStrictEqual(now.body, { state: 'done', events: 200, deliveries: 200 })
  const listed = await app.admin('GET', `/v1/events?workspace=${workspace}`)
  assert.ok(!JSON.stringify(listed.body).includes('someone'))
})
