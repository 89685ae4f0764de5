import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { AttemptLedger } from '../../test/support/attempt-ledger.ts'
import { realPause } from '../../test/support/manual-clock.ts'
import { startOrderedPair, type OrderedPair } from '../../test/support/ordered-pair.ts'
import { sampleAudit } from '../stores/contract/samples.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'

type Step =
  | { readonly kind: 'publish'; readonly type: 'a' | 'b'; readonly count: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'retry now' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'crash' }

const maxAttempts = 3

const publish = fc.record({
  kind: fc.constant('publish' as const),
  type: fc.constantFrom('a' as const, 'b' as const),
  count: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) }, fc.constant(90)),
})
const calmStep = fc.oneof(
  { weight: 6, arbitrary: publish },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 15_000 })),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'retry now' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'stop' as const }) },
)
const roughStep = fc.oneof(
  { weight: 6, arbitrary: calmStep },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
)
/** How often each event in turn fails before it succeeds; after the last of them none does. */
const failures = fc.array(fc.constantFrom(0, 0, 0, 0, 1, 2, maxAttempts), { maxLength: 60 })

interface Run {
  readonly ledger: AttemptLedger
  readonly published: number
}

async function runSteps(
  t: TestContext,
  steps: readonly Step[],
  { fails, profile = {} }: { fails: readonly number[]; profile?: Partial<DeliveryProfile> },
): Promise<Run> {
  const ledger = new AttemptLedger()
  const answer = ledger.failing(({ n, times }) => times <= (fails[n] ?? 0))
  let pair = await startOrderedPair(t, { profile })
  let published = 0
  async function restart(): Promise<void> {
    pair = await pair.restart()
    pair.running.sender.answer = answer
  }
  pair.running.sender.answer = answer
  for (const step of steps) {
    switch (step.kind) {
      case 'publish': {
        const first = published
        published += step.count
        await pair.publish(
          step.type,
          Array.from({ length: step.count }, (_, index) => first + index),
        )
        break
      }
      case 'wait':
        await passTime(pair, step.ms)
        break
      case 'retry now':
        await retryHead(pair)
        break
      case 'stop':
        await pair.running.end(0)
        await restart()
        break
      case 'crash':
        await pair.running.crash()
        await restart()
        break
    }
  }
  await pair.later('the end of everything', async () => {
    const { oldestPendingAtMs } = await pair.running.store.stats()
    return oldestPendingAtMs === null
  })
  await pair.running.end(0)
  return { ledger, published }
}

async function passTime({ clock }: OrderedPair, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    await clock.advance(Math.min(500, ms - passed))
    await realPause(1)
  }
}

async function retryHead({ running, clock, a, b }: OrderedPair): Promise<void> {
  const nowMs = clock.nowMs()
  for (const { id, laneId } of [a, b]) {
    const { workspaceId, store, engine } = running
    const page = { before: null, limit: 500, offset: 0 }
    const webhook = { id, workspaceId, laneId }
    const waiting = await store.listDeliveriesOfWebhook(webhook, { statuses: ['pending'] }, page)
    for (const view of waiting.filter(({ nextAttemptAtMs }) => nextAttemptAtMs !== null)) {
      if (await store.expedite(workspaceId, view.id, nowMs, sampleAudit())) engine.wakeAt(nowMs)
    }
  }
}

const attemptsOf = (fails: number): number => Math.min(fails + 1, maxAttempts)

test('whatever fails and whenever the engine stops, a lane sends in the order of publishing', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(calmStep, { maxLength: 25 }), failures, async (steps, fails) => {
      const { ledger, published } = await runSteps(t, steps, { fails })
      const expected = Array.from({ length: published }, (_, n) => n).flatMap((n) =>
        Array.from({ length: attemptsOf(fails[n] ?? 0) }, () => n),
      )
      assert.deepEqual(ledger.numbers, expected)
      assert.ok(ledger.mostAtOnce <= 1)
    }),
    { numRuns: 15 },
  )
})

test('after crashes only what may have been lost is repeated, and nothing overtakes what has not ended', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(roughStep, { maxLength: 25 }), failures, async (steps, fails) => {
      const { ledger, published } = await runSteps(t, steps, { fails })
      const times = new Map<number, number>()
      let ended = 0
      for (const { n } of ledger.attempts) {
        assert.ok(n <= ended, `${n} was sent before ${ended} had ended`)
        times.set(n, (times.get(n) ?? 0) + 1)
        while ((times.get(ended) ?? 0) >= attemptsOf(fails[ended] ?? 0)) ended += 1
      }
      assert.equal(ended, published)
      assert.ok(ledger.mostAtOnce <= 1)
    }),
    { numRuns: 15 },
  )
})

test('a lane that blocks until the response makes first attempts in order, one at a time', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(calmStep, { maxLength: 25 }), failures, async (steps, fails) => {
      const profile = { orderedBlocksUntil: 'response' as const }
      const { ledger, published } = await runSteps(t, steps, { fails, profile })
      const firsts = ledger.attempts.filter(({ times }) => times === 1)
      assert.deepEqual(
        firsts.map(({ n }) => n),
        Array.from({ length: published }, (_, n) => n),
      )
      const all = Array.from({ length: published }, (_, n) => attemptsOf(fails[n] ?? 0))
      assert.equal(
        ledger.attempts.length,
        all.reduce((sum, attempts) => sum + attempts, 0),
      )
      assert.ok(ledger.mostAtOnce <= 1)
    }),
    { numRuns: 15 },
  )
})
