import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttemptRecord, HeldDelivery } from './delivery.ts'
import type { AttemptOutcome } from './outcome.ts'
import { cancel, settleAttempt, type SettleInput } from './settlement.ts'

const nowMs = Date.parse('2026-01-15T12:00:00Z')
const body = Buffer.from('{}')

function delivery(fields: { attempts?: number; isTest?: boolean } = {}): HeldDelivery {
  return {
    id: '1'.repeat(32),
    event: {
      id: '0'.repeat(32),
      workspaceId: 'a'.repeat(32),
      type: 'user.created',
      data: body,
      channels: [],
      subject: null,
      occurredAtMs: nowMs,
      acceptedAtMs: nowMs,
      isTest: fields.isTest ?? false,
    },
    webhookId: 'b'.repeat(32),
    laneId: 'b'.repeat(32),
    attempts: fields.attempts ?? 0,
    body: null,
    retryOf: null,
  }
}

function answered(status: number, retryAfter: string | null = null): AttemptOutcome {
  return {
    kind: 'answered',
    status,
    headers: '',
    body: new Uint8Array(),
    truncated: false,
    retryAfter,
  }
}

const plainRules = { retryAfter: 'next-step', disablesWhenGone: false } as const

function settle(
  outcome: AttemptOutcome,
  held = delivery(),
  rules: SettleInput['rules'] = plainRules,
) {
  const attempt: AttemptRecord = {
    number: held.attempts + 1,
    startedAtMs: nowMs - 10,
    durationMs: 10,
    requestHeaders: '',
    outcome,
  }
  const schedule = { delaysMs: [30_000, 300_000], jitter: 0 }
  return settleAttempt({ delivery: held, attempt, body, schedule, rules, nowMs, random: 0.5 })
}

test('any 2xx ends a delivery in success', () => {
  for (const status of [200, 201, 204, 299]) {
    const settlement = settle(answered(status))
    assert.equal(settlement.kind, 'finish')
    assert.equal(settlement.kind === 'finish' && settlement.status, 'success')
  }
})

test('everything else is tried again after the delay of its place, with the same body', () => {
  const failures: AttemptOutcome[] = [
    answered(199),
    answered(301),
    answered(404),
    answered(500),
    { kind: 'timeout' },
    { kind: 'unreachable', cause: 'dns', detail: 'Could not resolve host' },
    { kind: 'blocked', detail: '10.0.0.1' },
  ]
  for (const outcome of failures) {
    const settlement = settle(outcome)
    assert.equal(settlement.kind, 'retry')
    if (settlement.kind !== 'retry') continue
    assert.equal(settlement.dueAtMs, nowMs + 30_000)
    assert.equal(settlement.body, body)
  }
})

test('when the schedule is spent the delivery has failed', () => {
  const settlement = settle(answered(500), delivery({ attempts: 2 }))
  assert.ok(settlement.kind === 'finish')
  assert.equal(settlement.status, 'failed')
  assert.equal(settlement.attempts, 3)
})

test('a 429 or 503 may ask for more time; other answers may not', () => {
  for (const [status, dueInMs] of [
    [429, 60_000],
    [503, 60_000],
    [500, 30_000],
  ] as const) {
    const settlement = settle(answered(status, '60'))
    assert.ok(settlement.kind === 'retry')
    assert.equal(settlement.dueAtMs, nowMs + dueInMs)
  }
})

test('a 410 ends a delivery where the profile says so, and is a failure like others elsewhere', () => {
  assert.equal(settle(answered(410)).kind, 'retry')
  const settlement = settle(answered(410), delivery(), { ...plainRules, disablesWhenGone: true })
  assert.ok(settlement.kind === 'finish')
  assert.equal(settlement.status, 'failed')
  assert.equal(settlement.attempts, 1)
})

test('a test event is not tried again', () => {
  const settlement = settle(answered(500), delivery({ isTest: true }))
  assert.ok(settlement.kind === 'finish')
  assert.equal(settlement.status, 'failed')
})

test('a canceled delivery ends without an attempt and says why', () => {
  const settlement = cancel(delivery({ attempts: 2 }), 'The webhook was deleted', nowMs)
  assert.ok(settlement.kind === 'finish')
  assert.equal(settlement.status, 'canceled')
  assert.equal(settlement.attempts, 2)
  assert.equal(settlement.attempt, null)
  assert.equal(settlement.reason, 'The webhook was deleted')
})
