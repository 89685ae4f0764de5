import type { TestContext } from 'node:test'
import type { Webhook } from '../../src/domain/webhook.ts'
import { startMs } from '../../src/stores/contract/samples.ts'
import type { PublishResult } from '../../src/engine/engine.ts'
import { asTimePasses } from './as-time-passes.ts'
import { ManualClock } from './manual-clock.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { startTestEngine, type TestEngine, type TestEngineOptions } from './test-engine.ts'

export const urlA = 'https://a.example/hook'
export const urlB = 'https://b.example/hook'

export const firstRetryMs = 10_000
export const secondRetryMs = 20_000

type Ask<Answer> = () =>
  | Answer
  | undefined
  | false
  | null
  | Promise<Answer | undefined | false | null>

/** Two webhooks that share an ordered lane: one wants events of type `a`, the other of type `b`. */
export interface OrderedPair extends AsyncDisposable {
  readonly running: TestEngine
  readonly clock: ManualClock
  readonly a: Webhook
  readonly b: Webhook
  /** Lets a little time pass, far less than a retry takes. */
  readonly soon: <Answer>(what: string, ask: Ask<Answer>) => Promise<Answer>
  /** Lets as much time pass as it takes. */
  readonly later: <Answer>(what: string, ask: Ask<Answer>) => Promise<Answer>
  /** One event `{"n":…}` for each number, in one call. */
  readonly publish: (type: 'a' | 'b', numbers: readonly number[]) => Promise<PublishResult[]>
  /** Another engine on the same directory, once this one has ended or crashed. */
  readonly restart: (startsAtMs?: number) => Promise<OrderedPair>
}

/** The schedule is two retries. */
export async function startOrderedPair(
  t: TestContext,
  options: Partial<TestEngineOptions> = {},
): Promise<OrderedPair> {
  const again = { directory: temporaryDirectory(t), ...options }
  const { running, clock } = await startEngine(again, startMs)
  const a = await running.addWebhook({ url: urlA, eventTypes: ['a'], ordered: true })
  const { laneId } = a
  const b = await running.addWebhook({ url: urlB, eventTypes: ['b'], ordered: true, laneId })
  return pairOf({ running, clock, a, b }, again)
}

type Started = Pick<OrderedPair, 'running' | 'clock' | 'a' | 'b'>
type Again = Omit<TestEngineOptions, 'clock'>

async function startEngine(
  options: Again,
  atMs: number,
): Promise<{ running: TestEngine; clock: ManualClock }> {
  const clock = new ManualClock(atMs)
  const retry = { delaysMs: [firstRetryMs, secondRetryMs], jitter: 0 }
  const profile = { retry, ...options.profile }
  return { running: await startTestEngine({ ...options, clock, profile }), clock }
}

function pairOf(started: Started, again: Again): OrderedPair {
  const { running, clock } = started
  return {
    ...started,
    soon: (what, ask) => asTimePasses({ clock, stepMs: 5 }, what, ask),
    later: (what, ask) => asTimePasses({ clock, stepMs: 500 }, what, ask),
    publish: (type, numbers) =>
      running.publish(
        numbers.map((n) => `{"n":${n}}`),
        type,
      ),
    restart: async (startsAtMs = clock.nowMs()) =>
      pairOf({ ...started, ...(await startEngine(again, startsAtMs)) }, again),
    [Symbol.asyncDispose]: () => running.end(0),
  }
}
