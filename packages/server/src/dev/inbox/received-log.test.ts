import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createReceivedLog, type ReceivedLog, type ReceivedSummary } from './received-log.ts'

function arrive(log: ReceivedLog, eventId: string, body = '{}'): number {
  return log.add(
    {
      rawHeaders: ['webhook-id', eventId, 'X-Event-Type', 'user.created'],
      body: Buffer.from(body),
      receivedAtMs: 1000,
    },
    [],
  ).id
}

test('each arrival of an event is counted, and only the latest waits for the next', () => {
  const log = createReceivedLog(() => {})
  const first = arrive(log, 'evt_1')
  log.setNextAttempt(first, 5000)
  arrive(log, 'evt_2')
  const second = arrive(log, 'evt_1')
  assert.equal(log.get(second)?.attempt, 2)
  assert.equal(log.get(first)?.nextAttemptAtMs, null)
  log.setNextAttempt(first, 6000)
  assert.equal(log.get(first)?.nextAttemptAtMs, null)
})

test('a request that was made by hand is named by its body, and one without a name by nothing', () => {
  const log = createReceivedLog(() => {})
  const add = (body: string): ReceivedSummary =>
    log.add({ rawHeaders: [], body: Buffer.from(body), receivedAtMs: 0 }, [])
  assert.equal(add('{"id":"evt_test","type":"user.created"}').eventId, 'evt_test')
  for (const body of ['', 'not json', 'null', '[]', '{"id":1,"type":{}}']) {
    const { eventId, type, attempt } = add(body)
    assert.deepEqual({ eventId, type, attempt }, { eventId: null, type: null, attempt: 1 })
  }
})

test('headers are kept in the order and case in which they came', () => {
  const log = createReceivedLog(() => {})
  assert.deepEqual(log.get(arrive(log, 'evt_1'))?.headers, [
    ['webhook-id', 'evt_1'],
    ['X-Event-Type', 'user.created'],
  ])
})

test('the latest 200 requests are kept, and 256 KiB of each body', () => {
  const changes: ReceivedSummary[] = []
  const log = createReceivedLog((summary) => changes.push(summary))
  const first = arrive(log, 'evt_0')
  for (let count = 1; count <= 200; count++) arrive(log, `evt_${count}`)
  assert.equal(log.summaries().length, 200)
  assert.equal(log.get(first), undefined)
  log.setAnswer(first, { kind: 'answered', status: 200, afterMs: 1 })
  assert.equal(log.get(first), undefined)
  assert.equal(changes.length, 201)

  const large = log.get(arrive(log, 'evt_large', 'x'.repeat(300_000)))
  assert.equal(large?.body.length, 256 * 1024)
  assert.equal(large?.bodyBytes, 300_000)
})
