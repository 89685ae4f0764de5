import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdOnTheWire } from '../../../../test/support/test-sender.ts'
import { getSession, sessionKey } from '../session-record.ts'
import { publish } from '../testing/session.ts'
import {
  pageOf,
  recordIds,
  sourceUrl,
  startTransferBench,
  type TransferBench,
} from './testing/transfer-bench.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const tickMs = 15 * minuteMs

const productUrl = 'https://product.example/requests'

function continuous(fields: object = {}): object {
  return {
    data_webhook: { endpoint: 'https://receiver.example/data', continuous: true },
    schema: [{ endgrate_type: 'crm-contact' }, { endgrate_type: 'crm-deal' }],
    save_session: true,
    ...fields,
  }
}

function configure({ app }: TransferBench, sessionId: string, schemas: object = {}): Promise<void> {
  return publish(app, sessionId, 'endgrate.configuration', { endgrate: {}, schemas })
}

/** What the source was asked to begin, type by type. */
function begun({ questions }: TransferBench): string[] {
  return questions.map(({ endgrate_type: type }) => type)
}

/** What the product was asked for. */
function requests({ sender }: TransferBench) {
  return sender.requests
    .filter(({ url }) => url === productUrl)
    .map(({ body }) => JSON.parse(Buffer.from(body).toString('utf8')).data)
}

async function listen({ app }: TransferBench): Promise<void> {
  const events = ['endgrate.transfer.requested']
  const { status } = await app.call('POST', '/v1/webhooks', { url: productUrl, events })
  assert.equal(status, 201)
}

/** When the session's next tick is due. */
async function nextTickMs({ app }: TransferBench, sessionId: string): Promise<number> {
  const { catalog } = app.context.engine
  const workspaceId = catalog.workspaces()[0]?.id ?? assert.fail('there is no workspace')
  const stored = await getSession(app.context.store, sessionKey('endgrate', workspaceId, sessionId))
  return stored?.session.nextLookAtMs ?? assert.fail('there is no next tick')
}

async function webhookCount({ app }: TransferBench): Promise<number> {
  return Object.values((await app.call('GET', '/v1/webhooks')).body.data ?? {}).length
}

test('a continuous session begins its transfers when it is configured, and again every 15 minutes', async (t) => {
  const bench = await startTransferBench(t)
  const sessionId = await bench.session(continuous({ sync: true }))
  await bench.pass(tickMs, 15_000)
  assert.deepEqual(begun(bench), [])

  await configure(bench, sessionId)
  await bench.until('the first tick', () => bench.questions.length === 2, 5000)
  assert.deepEqual(begun(bench).toSorted(), ['crm-contact', 'crm-deal'])
  assert.ok(bench.questions.every(({ sync }) => sync))
  const secondMs = await nextTickMs(bench, sessionId)
  assert.ok(secondMs > bench.clock.nowMs() && secondMs <= bench.clock.nowMs() + tickMs)
  const times: number[] = []
  bench.answer = () => {
    times.push(bench.clock.nowMs())
    return pageOf(['1'], { cursor: 'c' })
  }
  await bench.until('the second tick', () => bench.questions.length === 4, 5000)
  assert.ok(times.every((timeMs) => timeMs >= secondMs))
  assert.equal(((await nextTickMs(bench, sessionId)) - secondMs) % tickMs, 0)
  await bench.until('the third tick', () => bench.questions.length === 6, 5000)
  assert.deepEqual(
    bench.questions.map(({ cursor }) => cursor),
    [null, null, null, null, 'c', 'c'],
  )
  await bench.until('the callbacks', () => recordIds(bench.callbacks).length === 4)
})

test('a session that is not continuous transfers nothing by itself', async (t) => {
  const bench = await startTransferBench(t)
  const sessionId = await bench.session({ schema: [{ endgrate_type: 'crm-contact' }] })
  await configure(bench, sessionId)
  await bench.pass(2 * tickMs, 15_000)
  assert.deepEqual(begun(bench), [])
})

test('where initiate names no schema, the ticks are for what was configured', async (t) => {
  const bench = await startTransferBench(t)
  const { schema: _schema, ...fields } = { schema: null, ...continuous() }
  const sessionId = await bench.session({ ...fields, schema: [] })
  await configure(bench, sessionId, { 'crm-deal': {}, 'Own type': {} })
  await bench.until('the first tick', () => bench.questions.length === 2, 1000)
  assert.deepEqual(begun(bench).toSorted(), ['Own type', 'crm-deal'])
})

test('a tick leaves out a type whose transfer is still running', async (t) => {
  const bench = await startTransferBench(t)
  const wire = holdOnTheWire()
  const request = { url: sourceUrl, headers: [], body: new Uint8Array(0), timeoutMs: 0 }
  bench.answer = ({ endgrate_type: type }) =>
    type === 'crm-deal' ? pageOf([]) : wire.answer(request)
  await configure(bench, await bench.session(continuous()))
  await bench.until('the first tick', () => wire.open.length === 1, 1000)
  const contacts = () => bench.questions.filter(({ endgrate_type: type }) => type === 'crm-contact')
  const [running] = contacts()
  const deals = () => begun(bench).filter((type) => type === 'crm-deal').length
  await bench.until('the third tick', () => deals() === 3, 5000)
  assert.deepEqual(
    new Set(contacts().map(({ transfer_id: id }) => id)),
    new Set([running?.transfer_id]),
  )
  bench.answer = () => pageOf([])
  wire.end(pageOf([]))
  await bench.until(
    'the contacts to begin again',
    () => contacts().some(({ transfer_id: id }) => id !== running?.transfer_id),
    5000,
  )
})

test('ticks that were slept through are left out, and a restart begins none twice', async (t) => {
  const bench = await startTransferBench(t)
  const sessionId = await bench.session(continuous())
  await configure(bench, sessionId)
  await bench.until('the first tick', () => bench.questions.length === 2, 1000)
  const secondMs = await nextTickMs(bench, sessionId)
  await bench.app.restart()
  await bench.pass(minuteMs)
  assert.equal(bench.questions.length, 2)

  await bench.clock.advance(10 * tickMs)
  await bench.app.restart()
  await bench.until('the tick after the sleep', () => bench.questions.length === 4, 1000)
  await bench.pass(minuteMs)
  assert.equal(bench.questions.length, 4)
  const afterMs = (await nextTickMs(bench, sessionId)) - secondMs
  assert.ok(afterMs >= 10 * tickMs)
  assert.equal(afterMs % tickMs, 0)
  await bench.until('the tick after that', () => bench.questions.length === 6, 5000)
})

test('without a source each tick is requested of the product, which ends it', async (t) => {
  const bench = await startTransferBench(t, { hasSource: false })
  await listen(bench)
  const sessionId = await bench.session(continuous({ schema: [{ endgrate_type: 'crm-deal' }] }))
  await configure(bench, sessionId)
  const first = await bench.until('the first request', () => requests(bench)[0], 1000)
  assert.deepEqual(first, {
    session_id: sessionId,
    endgrate_type: 'crm-deal',
    transfer_id: first.transfer_id,
    direction: 'pull',
    params: {},
    sync: false,
    bypass_rate_limit: false,
  })
  // Not answered yet: the next tick is left out.
  await bench.pass(tickMs + minuteMs)
  assert.equal(requests(bench).length, 1)
  const { transfer_id: transferId } = first
  const data = { transfer_id: transferId, completed: true, transfer_data: [{ id: '1', data: {} }] }
  await publish(bench.app, sessionId, 'endgrate.data', data)
  await publish(bench.app, sessionId, 'endgrate.completed', { transfer_id: transferId })
  await bench.until('the second request', () => requests(bench).length === 2, 5000)
  assert.notEqual(requests(bench)[1]?.transfer_id, transferId)
  const path = `/api/pull/data?endgrate_type=crm-deal&transfer_id=${transferId}`
  assert.equal((await bench.call('GET', path)).status, 200)
})

test('a product that forgets a transfer does not stop the ticks for ever', async (t) => {
  const bench = await startTransferBench(t, { hasSource: false })
  await listen(bench)
  const schema = [{ endgrate_type: 'crm-deal' }]
  const sessionId = await bench.session(continuous({ schema }))
  await configure(bench, sessionId)
  await bench.until('the first request', () => requests(bench).length === 1, 1000)
  await bench.pass(hourMs - tickMs, 15_000)
  assert.equal(requests(bench).length, 1)
  await bench.until('the second request', () => requests(bench).length === 2, 5000)
})

test('continuous is refused where nobody would transfer anything', async (t) => {
  const bench = await startTransferBench(t, { hasSource: false })
  const { status } = await bench.call('POST', '/api/session/initiate', continuous())
  assert.equal(status, 422)
})

test('after 72 hours a session is gone with its webhooks and transfers', async (t) => {
  const bench = await startTransferBench(t)
  const sessionId = await bench.session(continuous({ save_session: false }))
  const saved = await bench.session()
  await configure(bench, sessionId)
  const [question] = await bench.until(
    'a tick',
    () => bench.questions.length === 2 && bench.questions,
    1000,
  )
  const transferId = question?.transfer_id ?? ''
  await bench.pass(71 * hourMs, 10 * minuteMs)
  assert.equal(await webhookCount(bench), 8)
  await bench.until(
    'its webhooks to be gone',
    async () => (await webhookCount(bench)) === 0,
    10 * minuteMs,
  )
  const asked = bench.questions.length
  await bench.pass(hourMs, minuteMs)
  assert.equal(bench.questions.length, asked)
  for (const id of [sessionId, saved]) {
    assert.equal((await bench.call('GET', `/api/session?session_id=${id}`)).status, 404)
  }
  const statistics = `/api/statistics?session_id=${sessionId}&transfer_id=${transferId}`
  assert.equal((await bench.call('GET', statistics)).status, 404)
})

test('a saved session stays, until it is deleted; then its ticks end', async (t) => {
  const bench = await startTransferBench(t)
  const sessionId = await bench.session(continuous())
  await configure(bench, sessionId)
  await bench.pass(73 * hourMs, 10 * minuteMs)
  assert.equal(await webhookCount(bench), 4)
  const before = bench.questions.length
  await bench.until('one more tick', () => bench.questions.length > before, minuteMs)
  const deletion = { session_id: sessionId }
  assert.equal((await bench.call('POST', '/api/session/delete', deletion)).status, 200)
  const asked = bench.sender.requests.filter(({ url }) => url === sourceUrl).length
  await bench.pass(hourMs, minuteMs)
  assert.equal(bench.questions.length, asked)
  assert.equal(await webhookCount(bench), 0)
})

test('the sessions of a workspace that is deleted end', async (t) => {
  const bench = await startTransferBench(t)
  const sessionId = await bench.session(continuous())
  await configure(bench, sessionId)
  await bench.until('a tick', () => bench.questions.length === 2, 1000)
  const { workspace, context } = bench.app
  const workspaceId = context.engine.catalog.workspaces()[0]?.id ?? assert.fail()
  assert.equal((await bench.app.admin('DELETE', `/v1/workspaces/${workspace}`)).status, 200)
  const range = { profile: 'endgrate', workspaceId, parentId: null }
  await bench.until(
    'its records to be gone',
    async () => {
      const page = { before: null, limit: 1 }
      const sessions = await context.store.listRecords({ ...range, kind: 'session' }, page)
      const transfers = await context.store.listRecords({ ...range, kind: 'transfer' }, page)
      return sessions.length + transfers.length === 0
    },
    15_000,
  )
  assert.equal(bench.questions.length, 2)
})
