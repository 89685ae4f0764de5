import assert from 'node:assert/strict'
import { test } from 'node:test'

import { judgeGoals } from './goals.ts'
import type { GoalResult } from './goals.ts'
import type { Row } from './run-contests.ts'

function row(id: string, eventsPerSecond: number, arrivalUs = { p50: 1, p99: 1 }): Row {
  return {
    id,
    run: {
      eventsPerSecond,
      deliveriesPerSecond: eventsPerSecond,
      answerUs: null,
      arrivalUs,
      cpu: { server: 1, database: null, generator: 0, receiver: 0, others: 0 },
      problems: [],
    },
    spread: [eventsPerSecond],
    problems: [],
  }
}

function judge(rows: readonly Row[], start: string): GoalResult | undefined {
  const results = judgeGoals({ rows, growth: [], workspaces: null })
  return results.find(({ goal }) => goal.startsWith(start))
}

test('a rate has to be at least as many times the other', () => {
  const bullmq = row('single/bullmq-everysec', 5000)
  const start = 'Single publishes, beside BullMQ'
  assert.deepEqual(
    [row('single/posthorn', 10_000), row('single/posthorn', 9_900)].map(
      (posthorn) => judge([posthorn, bullmq], start)?.reached,
    ),
    [true, false],
  )
})

test('a latency has to be at most the other', () => {
  const rows = [
    row('latency/posthorn', 3000, { p50: 900, p99: 5001 }),
    row('latency/bullmq-everysec', 3000, { p50: 900, p99: 5000 }),
  ]
  assert.equal(judge(rows, 'Publish to arrival at one rate, p50')?.reached, true)
  assert.equal(judge(rows, 'Publish to arrival at one rate, p99')?.reached, false)
})

test('a goal whose rows were not measured is neither reached nor missed', () => {
  assert.ok(
    judgeGoals({ rows: [], growth: [], workspaces: null }).every(({ reached }) => reached === null),
  )
})
