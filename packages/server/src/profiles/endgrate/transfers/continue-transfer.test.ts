import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringAt } from '../../../../test/support/string-at.ts'
import { holdOnTheWire } from '../../../../test/support/test-sender.ts'
import { answered } from '../../../stores/contract/samples.ts'
import { publish } from '../testing/session.ts'
import {
  pageOf,
  recordIds,
  startTransferBench,
  type TransferBench,
} from './testing/transfer-bench.ts'

const type = 'crm-contact'

function completions({ callbacks }: TransferBench) {
  return callbacks.filter((callback) => callback.type === 'completed')
}

function dataPath(transferId: string): string {
  return `/api/pull/data?endgrate_type=${type}&transfer_id=${transferId}`
}

test('a pull asks the source page by page and publishes what it brings', async (t) => {
  const bench = await startTransferBench(t)
  const first = {
    text: '{"id":1,"data":{"n":12345678901234567890,"x":1.10},"associations":{"a":[]}}',
  }
  bench.answer = ({ cursor }) =>
    cursor === null ? pageOf([first, '2'], { cursor: 'p2', more: true }) : pageOf(['3'])
  const sessionId = await bench.session()
  const transferId = await bench.pull(sessionId)
  await bench.until('the callbacks', () => bench.callbacks.length === 3)

  const question = { session_id: sessionId, transfer_id: transferId, endgrate_type: type }
  assert.deepEqual(
    bench.questions.map(({ cursor, ...rest }) => [cursor, rest]),
    [null, 'p2'].map((cursor) => [
      cursor,
      { ...question, params: {}, sync: false, bypass_rate_limit: false },
    ]),
  )
  assert.deepEqual(
    bench.callbacks.map((callback) => [callback.type, callback.body.completed]),
    [
      ['data', false],
      ['data', true],
      ['completed', true],
    ],
  )
  assert.deepEqual(recordIds(bench.callbacks), [1, '2', '3'])
  const [data, last] = bench.callbacks
  assert.match(data?.text ?? '', /"data": \{"n": 12345678901234567890, "x": 1\.1\}/)
  assert.deepEqual(last?.body, {
    success: true,
    transfer_id: transferId,
    session_id: sessionId,
    endgrate: { endgrate_type: type },
    completed: true,
    transfer_data: [{ id: '3', data: {} }],
  })
  const { status, body } = await bench.call('GET', dataPath(transferId))
  assert.equal(status, 200)
  assert.deepEqual(
    Object.values(body.transfer_data ?? {}).map((record) => record?.id),
    [1, '2', '3'],
  )
})

test('what one event has no room for goes into several', async (t) => {
  const environment = { POSTHORN_MAX_DATA_BYTES: '2000' }
  const bench = await startTransferBench(t, { environment })
  const ids = Array.from({ length: 10 }, (_, index) => `${index}`)
  const records = ids.map((id) => ({ text: `{"id":"${id}","data":{"s":"${'x'.repeat(500)}"}}` }))
  bench.answer = () => pageOf(records)
  await bench.pull(await bench.session())
  await bench.until('the completion', () => completions(bench).length === 1)
  assert.deepEqual(recordIds(bench.callbacks), ids)
  const flags = bench.callbacks.flatMap(({ type: kind, body }) =>
    kind === 'data' ? [body.completed] : [],
  )
  assert.deepEqual(flags, [false, false, false, true])
})

test('nothing at all is a completion without data', async (t) => {
  const bench = await startTransferBench(t)
  const transferId = await bench.pull(await bench.session())
  await bench.until('the completion', () => completions(bench).length === 1)
  assert.deepEqual(
    bench.callbacks.map(({ type: kind }) => kind),
    ['completed'],
  )
  const { body } = await bench.call('GET', dataPath(transferId))
  assert.deepEqual(body.transfer_data, [])
})

test('receivers that got records are told which batch was the last, even if it is empty', async (t) => {
  const bench = await startTransferBench(t)
  bench.answer = ({ cursor }) =>
    cursor === null ? pageOf(['1'], { cursor: 'p2', more: true }) : pageOf([])
  await bench.pull(await bench.session())
  await bench.until('the completion', () => completions(bench).length === 1)
  assert.deepEqual(
    bench.callbacks.map(({ type: kind, body }) => [kind, body.completed, body.transfer_data]),
    [
      ['data', false, [{ id: '1', data: {} }]],
      ['data', true, []],
      ['completed', true, undefined],
    ],
  )
})

test('a source that fails is asked again, then the error is published and the transfer has failed', async (t) => {
  const bench = await startTransferBench(t)
  const times: number[] = []
  bench.answer = () => {
    times.push(bench.clock.nowMs())
    return answered(503)
  }
  const sessionId = await bench.session()
  const providerInfo = { name: 'hubspot', auth_type: 'oauth' }
  const endgrate = { provider: 'hubspot', provider_info: providerInfo }
  await publish(bench.app, sessionId, 'endgrate.configuration', { endgrate, schemas: {} })
  const transferId = await bench.pull(sessionId)
  const error = await bench.until(
    'the error',
    () => bench.callbacks.find(({ type: kind }) => kind === 'error'),
    1000,
  )
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  assert.equal(gaps.length, 3)
  for (const [index, leastMs] of [10_000, 60_000, 300_000].entries()) {
    assert.ok((gaps[index] ?? 0) >= leastMs)
  }
  const { pk, timestamp, ...rest } = error.body
  assert.match(String(pk), /^[0-9a-f]{24}$/)
  assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.deepEqual(rest, {
    success: true,
    transfer_id: transferId,
    session_id: sessionId,
    error_resolve_text: 'The source of the records answered with HTTP 503.',
    error_type: 'upstream',
    resolved: false,
    endgrate: { provider_info: providerInfo },
  })
  assert.equal((await bench.call('GET', dataPath(transferId))).body.message, 'Transfer has failed.')
  await bench.pass(600_000)
  assert.equal(times.length, 4)
  assert.deepEqual(completions(bench), [])
})

test('a source that recovers is as good as one that never failed', async (t) => {
  const bench = await startTransferBench(t)
  let failures = 0
  bench.answer = ({ cursor }) => {
    failures += 1
    if (failures % 4 !== 0) return { kind: 'timeout' }
    return cursor === null ? pageOf(['1'], { cursor: 'p2', more: true }) : pageOf(['2'])
  }
  await bench.pull(await bench.session())
  await bench.until('the completion', () => completions(bench).length === 1, 2000)
  assert.deepEqual(recordIds(bench.callbacks), ['1', '2'])
  assert.ok(bench.callbacks.every(({ type: kind }) => kind !== 'error'))
})

test('with sync each transfer begins where the one before it ended, without it at the beginning', async (t) => {
  const bench = await startTransferBench(t)
  const cursors = ['a', null, 'b', 'c']
  bench.answer = () => pageOf([], { cursor: cursors.shift() ?? null })
  const sessionId = await bench.session({ sync: true })
  for (let count = 1; count <= 4; count += 1) {
    await bench.pull(sessionId)
    await bench.until('a completion', () => completions(bench).length === count)
  }
  const other = await bench.session()
  await bench.pull(other)
  await bench.until('the completion', () => completions(bench).length === 5)
  assert.deepEqual(
    bench.questions.map(({ cursor, sync }) => [cursor, sync]),
    [
      [null, true],
      ['a', true],
      ['a', true],
      ['b', true],
      [null, false],
    ],
  )
})

test('a transfer goes on after a restart, and nothing of it is lost or doubled', async (t) => {
  const bench = await startTransferBench(t)
  const wire = holdOnTheWire()
  const pages = {
    first: pageOf(['1'], { cursor: 'p2', more: true }),
    second: pageOf(['2'], { cursor: 'p3', more: true }),
    third: pageOf(['3']),
  }
  bench.answer = ({ cursor }) => {
    if (cursor === null) return pages.first
    return cursor === 'p2' ? wire.answer(asked()) : pages.third
  }
  const asked = () => {
    const request = bench.sender.requests.at(-1)
    if (request === undefined) throw new Error('nothing was asked')
    return request
  }
  await bench.pull(await bench.session())
  await bench.until('the second page to be asked for', () => wire.open.length === 1)
  await bench.app.restart()
  await bench.until('the second page to be asked for again', () => wire.open.length === 2)
  wire.end(pages.second)
  await bench.until('the completion', () => completions(bench).length === 1)
  assert.deepEqual(recordIds(bench.callbacks), ['1', '2', '3'])
  assert.deepEqual(
    bench.questions.map(({ cursor }) => cursor),
    [null, 'p2', 'p2', 'p3'],
  )
})

test('a transfer whose session is deleted ends without a word', async (t) => {
  const bench = await startTransferBench(t)
  const wire = holdOnTheWire()
  bench.answer = () => wire.answer(bench.sender.requests[0] ?? assert.fail())
  const sessionId = await bench.session()
  const transferId = await bench.pull(sessionId)
  await bench.until('the source to be asked', () => wire.open.length === 1)
  const deletion = { session_id: sessionId }
  assert.equal((await bench.call('POST', '/api/session/delete', deletion)).status, 200)
  wire.end(pageOf(['1']))
  await bench.pass(120_000)
  assert.equal(bench.questions.length, 1)
  assert.deepEqual(bench.callbacks, [])
  assert.equal((await bench.call('GET', dataPath(transferId))).status, 404)
  const { body } = await bench.app.call('GET', `/v1/events?channel=${sessionId}`)
  assert.deepEqual(body.data, [])
})

test('a synchronous pull is answered when all that it brought can be read', async (t) => {
  const bench = await startTransferBench(t)
  bench.answer = () => pageOf(['1', '2'])
  const sessionId = await bench.session()
  const wanted = { session_id: sessionId, endgrate_type: type, synchronous: true }
  const pulled = bench.call('POST', '/api/pull/transfer', wanted)
  let isAnswered = false
  void pulled.finally(() => (isAnswered = true))
  await bench.until('the answer', () => isAnswered, 50)
  const { body } = await pulled
  assert.equal(body.success, true)
  const data = await bench.call('GET', dataPath(stringAt(body, 'transfer_id')))
  assert.equal(Object.values(data.body.transfer_data ?? {}).length, 2)
})
