import assert from 'node:assert/strict'
import { randomBytes, randomFillSync } from 'node:crypto'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import { createTestSender } from '../../../../test/support/test-sender.ts'
import { createIdGenerator } from '../../../domain/ids.ts'
import { mostAnswerBytes } from '../../../domain/sender.ts'
import type { AttemptOutcome } from '../../../domain/outcome.ts'
import { answered, bytesOf } from '../../../stores/contract/samples.ts'
import { createAskSource } from './ask-source.ts'
import { sampleTransfer } from './testing/sample-transfer.ts'

const secret = `whsec_${randomBytes(32).toString('base64')}`
const url = 'https://source.example/records'

function setUp() {
  const clock = new ManualClock(Date.now())
  const sender = createTestSender()
  const ids = createIdGenerator({
    nowMs: () => clock.nowMs(),
    fillRandom: (bytes) => void randomFillSync(bytes),
  })
  const settings = { maxDataBytes: 2000 }
  const ask = createAskSource({ url, secret }, sender, { clock, ids, settings })
  return { sender, ask }
}

function answerOf(text: string, truncated = false): AttemptOutcome {
  const body = bytesOf(text)
  return { kind: 'answered', status: 200, headers: '', body, truncated, retryAfter: null }
}

test('a source is asked in a request that any Standard Webhooks library verifies', async () => {
  const { sender, ask } = setUp()
  sender.answer = () => answerOf('{"records":[],"has_more":false}')
  const params = '{"id":12345678901234567890,"x":1.10}'
  const transfer = sampleTransfer({ params, cursor: 'c"1', sync: true })
  assert.equal((await ask(transfer)).kind, 'page')
  await ask({ ...transfer, cursor: null })
  const [request, other] = sender.requests
  assert.ok(request !== undefined && other !== undefined)
  const text = Buffer.from(request.body).toString('utf8')
  const { sessionId, id, endgrateType } = transfer
  assert.equal(
    text,
    `{"session_id":"${sessionId}","transfer_id":"${id}","endgrate_type":"${endgrateType}","params":${params},"cursor":"c\\"1","sync":true,"bypass_rate_limit":false}`,
  )
  assert.match(Buffer.from(other.body).toString('utf8'), /"cursor":null,/)
  assert.equal(request.url, url)
  assert.ok((request.maxAnswerBytes ?? 0) > 64 * 1024)
  assert.ok((request.maxAnswerBytes ?? 0) <= mostAnswerBytes)
  const headers = headersOf(request.headers)
  assert.equal(headers['Content-Type'], 'application/json')
  assert.doesNotThrow(() => new Webhook(secret).verify(text, headers))
  assert.notEqual(headers['webhook-id'], headersOf(other.headers)['webhook-id'])
})

test('a page is handed on', async () => {
  const { sender, ask } = setUp()
  const record = '{"id":"1","data":{"n":1.0}}'
  sender.answer = () => answerOf(`{"records":[${record}],"next_cursor":"c2","has_more":true}`)
  const answer = await ask(sampleTransfer())
  const page = { records: [Buffer.from(record)], nextCursor: 'c2', hasMore: true }
  assert.deepEqual(answer, { kind: 'page', page })
})

test('what goes wrong is told apart, and the network behind it is told to nobody but the operator', async () => {
  const { sender, ask } = setUp()
  const detail = 'connect ECONNREFUSED 10.0.0.7:8080'
  for (const [outcome, type, message] of [
    [answered(500), 'upstream', 'The source of the records answered with HTTP 500.'],
    [answered(429), 'upstream', 'The source of the records answered with HTTP 429.'],
    [answered(404), 'integration', 'The source of the records answered with HTTP 404.'],
    [answered(302), 'integration', 'The source of the records answered with HTTP 302.'],
    [{ kind: 'timeout' }, 'upstream', 'The source of the records did not answer in time.'],
    [
      { kind: 'unreachable', cause: 'connect', detail },
      'upstream',
      'The source of the records could not be reached.',
    ],
    [{ kind: 'blocked', detail }, 'integration', 'The source of the records could not be reached.'],
    [
      { kind: 'unsendable', detail },
      'integration',
      'The source of the records could not be reached.',
    ],
    [
      answerOf('{"records":7}'),
      'integration',
      'The source of the records gave an answer that cannot be used.',
    ],
    [
      answerOf('{"records":[],"has_more":false}', true),
      'integration',
      'The source of the records gave an answer that cannot be used.',
    ],
    [
      answerOf(`{"records":[{"id":"1","data":{"s":"${'x'.repeat(2000)}"}}],"has_more":false}`),
      'integration',
      'The source of the records gave an answer that cannot be used.',
    ],
  ] as const) {
    sender.answer = () => outcome
    const answer = await ask(sampleTransfer())
    assert.equal(answer.kind, 'fault')
    if (answer.kind !== 'fault') return
    assert.deepEqual([answer.fault.type, answer.fault.message], [type, message])
    if ('detail' in outcome) assert.equal(answer.fault.detail, detail)
  }
})

function headersOf(flat: readonly string[]): Record<string, string> {
  const pairs = flat.flatMap((name, index) =>
    index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : [],
  )
  return Object.fromEntries(pairs)
}
