import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createApiCall, type ApiCall } from '../../../../../test/support/api-client.ts'
import { asTimePasses } from '../../../../../test/support/as-time-passes.ts'
import { ManualClock } from '../../../../../test/support/manual-clock.ts'
import { stringAt } from '../../../../../test/support/string-at.ts'
import { temporaryDirectory } from '../../../../../test/support/temporary-directory.ts'
import { startTestApp, type TestApp } from '../../../../../test/support/test-app.ts'
import { createTestSender, type TestSender } from '../../../../../test/support/test-sender.ts'
import type { AttemptOutcome } from '../../../../domain/outcome.ts'
import { answered, bytesOf, startMs } from '../../../../stores/contract/samples.ts'
import { initiate, newCustomer } from '../../testing/session.ts'

export interface Question {
  readonly session_id: string
  readonly transfer_id: string
  readonly endgrate_type: string
  readonly params: object
  readonly cursor: string | null
  readonly sync: boolean
}

export interface Callback {
  readonly type: string
  readonly text: string
  readonly body: {
    readonly transfer_id?: string
    readonly completed?: boolean
    readonly transfer_data?: readonly { readonly id: unknown }[]
    readonly [field: string]: unknown
  }
}

type SourceAnswer = AttemptOutcome | Promise<AttemptOutcome>

export interface TransferBench {
  readonly app: TestApp
  readonly clock: ManualClock
  readonly sender: TestSender
  /** A customer of the product, on whichever port the server is now. */
  readonly call: ApiCall
  /** What the source was asked, in order. */
  readonly questions: readonly Question[]
  /** How the source answers from now on. */
  answer: (question: Question) => SourceAnswer
  /** What the receivers were sent, in order. */
  readonly callbacks: readonly Callback[]
  /** A session with all four webhooks. */
  session(fields?: object): Promise<string>
  /** Starts a pull; the id of the transfer. */
  pull(sessionId: string, endgrateType?: string): Promise<string>
  /** Lets time pass until there is an answer. */
  until<Answer>(
    what: string,
    ask: () => Answer | undefined | false | null | Promise<Answer | undefined | false | null>,
    stepMs?: number,
  ): Promise<Answer>
  /** Lets so much time pass, in steps that a server that is not busy keeps up with. */
  pass(ms: number, stepMs?: number): Promise<void>
}

export interface BenchOptions {
  readonly hasSource?: boolean
  readonly environment?: Readonly<Record<string, string>>
}

export const sourceUrl = 'https://source.example/records'
const receiverUrl = 'https://receiver.example'

/** A server whose clock stands still, with a source and receivers that the test answers for. */
export async function startTransferBench(
  t: TestContext,
  { hasSource = true, environment = {} }: BenchOptions = {},
): Promise<TransferBench> {
  const clock = new ManualClock(startMs)
  const sender = createTestSender()
  const config = join(temporaryDirectory(t), 'posthorn.config.ts')
  const source = { url: sourceUrl, secret: `whsec_${randomBytes(32).toString('base64')}` }
  const options = hasSource ? { endgrate: { source } } : {}
  writeFileSync(config, `export default ${JSON.stringify(options)}`)
  const app = await startTestApp({
    clock,
    sender,
    environment: { POSTHORN_CONFIG: config, ...environment },
  })
  t.after(() => app[Symbol.asyncDispose]())
  const { key } = await newCustomer(app)
  const questions: Question[] = []
  const callbacks: Callback[] = []
  sender.answer = (request) => {
    const text = Buffer.from(request.body).toString('utf8')
    if (request.url === sourceUrl) {
      const question: Question = JSON.parse(text)
      questions.push(question)
      return bench.answer(question)
    }
    callbacks.push({
      type: request.url.slice(receiverUrl.length + 1),
      text,
      body: JSON.parse(text),
    })
    return answered(200)
  }
  const until: TransferBench['until'] = (what, ask, stepMs = 10) =>
    asTimePasses({ clock, stepMs }, what, ask)
  const bench: TransferBench = {
    app,
    clock,
    sender,
    call: (...call) => createApiCall(app.url, key)(...call),
    questions,
    callbacks,
    answer: () => pageOf([]),
    session: (fields = {}) => initiate(bench.call, { ...allWebhooks(fields), ...fields }),
    async pull(sessionId, endgrateType = 'crm-contact') {
      const wanted = { session_id: sessionId, endgrate_type: endgrateType }
      const { status, body } = await bench.call('POST', '/api/pull/transfer', wanted)
      assert.equal(status, 200, JSON.stringify(body))
      return stringAt(body, 'transfer_id')
    },
    until,
    async pass(ms, stepMs = 5000) {
      const endMs = clock.nowMs() + ms
      await until('the time to pass', () => clock.nowMs() >= endMs, stepMs)
    },
  }
  return bench
}

/** What a source answers with: records with these ids, or in these texts. */
export function pageOf(
  records: readonly (string | { readonly text: string })[],
  next: { readonly cursor?: string | null; readonly more?: boolean } = {},
): AttemptOutcome {
  const { cursor = null, more = false } = next
  const texts = records.map((record) =>
    typeof record === 'string' ? `{"id":"${record}","data":{}}` : record.text,
  )
  const body = `{"records":[${texts.join(',')}],"next_cursor":${JSON.stringify(cursor)},"has_more":${more}}`
  return {
    kind: 'answered',
    status: 200,
    headers: '',
    body: bytesOf(body),
    truncated: false,
    retryAfter: null,
  }
}

/** The ids of all records that the receivers were sent, in order. */
export function recordIds(callbacks: readonly Callback[]): unknown[] {
  return callbacks.flatMap(({ body }) => (body.transfer_data ?? []).map(({ id }) => id))
}

function allWebhooks(fields: object): object {
  const names = ['completed', 'configuration', 'data', 'error']
  const webhooks = names.map((name) => [`${name}_webhook`, { endpoint: `${receiverUrl}/${name}` }])
  return { ...Object.fromEntries(webhooks), ...fields }
}
