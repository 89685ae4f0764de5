import type { AttemptRecord } from '../../domain/delivery.ts'
import type { Settlement } from '../../domain/settlement.ts'
import { outcomeCode, queueState, statusCode } from '../codes.ts'
import type { CommitBatch, JournalEntry } from '../store.ts'
import {
  byteaArray,
  float8Array,
  int2Array,
  int4Array,
  int8Array,
  noArray,
  rowOfArrays,
  textArray,
  uuidArray,
  type NoArray,
} from './binary-array.ts'

/** Parameters of `commit_batch` after the first three, in its order; null for a part without rows. */
export type BatchParameters = readonly (Buffer | null)[]

type Columns = readonly (Buffer | NoArray)[]

type Finish = Extract<Settlement, { kind: 'finish' }>
type Retry = Extract<Settlement, { kind: 'retry' }>
type Park = Extract<Settlement, { kind: 'park' }>

/** Throws a RangeError for what no column can hold. */
export function batchParameters({ publishes, settlements }: CommitBatch): BatchParameters {
  const finished: Finish[] = []
  const retried: Retry[] = []
  const parked: Park[] = []
  const settled = new Set<string>()
  for (const settlement of settlements) {
    // The statements take all rows at once, and of two that settle the same delivery the first counts.
    const { id, event } = settlement.delivery
    const key = id + event.workspaceId
    if (settled.has(key)) continue
    settled.add(key)
    if (settlement.kind === 'finish') finished.push(settlement)
    else if (settlement.kind === 'retry') retried.push(settlement)
    else parked.push(settlement)
  }
  const telling = [...finished, ...retried].filter(({ health }) => health !== undefined)
  return [
    part(publishes, (entries) => [...eventColumns(entries), ...targetColumns(entries)]),
    part(finished, finishColumns),
    part(retried, retryColumns),
    part(parked, keyColumns),
    part(telling, healthColumns),
  ]
}

function part<Row>(
  rows: readonly Row[],
  columnsOf: (rows: readonly Row[]) => Columns,
): Buffer | null {
  return rows.length === 0 ? null : rowOfArrays(columnsOf(rows))
}

function eventColumns(publishes: readonly JournalEntry[]): Columns {
  const events = publishes.map(({ event }) => event)
  const isAnyRaised = publishes.some(({ inboxSeq }) => inboxSeq !== null)
  const isAnyKeyed = publishes.some(({ idempotency }) => idempotency !== null)
  return [
    uuidArray(events.map(({ id }) => id)),
    uuidArray(events.map(({ workspaceId }) => workspaceId)),
    textArray(events.map(({ type }) => type)),
    int8Array(events.map(({ occurredAtMs }) => occurredAtMs)),
    int8Array(events.map(({ acceptedAtMs }) => acceptedAtMs)),
    int2Array(events.map(({ isTest }) => (isTest ? 1 : 0))),
    textArray(
      events.map(({ channels }) => (channels.length === 0 ? null : JSON.stringify(channels))),
    ),
    textArray(events.map(({ subject }) => subject)),
    byteaArray(events.map(({ data }) => data)),
    isAnyRaised ? int8Array(publishes.map(({ inboxSeq }) => inboxSeq)) : noArray('int8'),
    ...(isAnyKeyed
      ? [
          byteaArray(publishes.map(({ idempotency }) => idempotency?.key ?? null)),
          byteaArray(publishes.map(({ idempotency }) => idempotency?.fingerprint ?? null)),
        ]
      : [noArray('bytea'), noArray('bytea')]),
  ]
}

function targetColumns(publishes: readonly JournalEntry[]): Columns {
  const places: number[] = []
  for (const [index, { targets }] of publishes.entries()) {
    for (const _ of targets) places.push(index + 1)
  }
  const targets = publishes.flatMap((entry) => entry.targets)
  return [
    int4Array(places),
    uuidArray(targets.map(({ deliveryId }) => deliveryId)),
    uuidArray(targets.map(({ webhookId }) => webhookId)),
    uuidArray(targets.map(({ laneId }) => laneId)),
    int2Array(targets.map(({ state }) => queueState[state])),
  ]
}

function finishColumns(finished: readonly Finish[]): Columns {
  return [
    ...keyColumns(finished),
    int2Array(finished.map(({ status }) => statusCode[status])),
    int4Array(finished.map(({ attempts }) => attempts)),
    int8Array(finished.map(({ finishedAtMs }) => finishedAtMs)),
    textArray(finished.map(({ reason }) => reason)),
    ...attemptColumns(finished.map(({ attempt }) => attempt)),
  ]
}

function retryColumns(retried: readonly Retry[]): Columns {
  return [
    ...keyColumns(retried),
    int4Array(retried.map(({ attempt }) => attempt.number)),
    int8Array(retried.map(({ dueAtMs }) => dueAtMs)),
    byteaArray(retried.map(({ delivery, body }) => (delivery.body === null ? body : null))),
    ...attemptColumns(retried.map(({ attempt }) => attempt)),
  ]
}

/** More attempts than any delivery has. */
const anyAttempts = 2 ** 31 - 1

/** Settlements that say something of their webhook's health. */
function healthColumns(telling: readonly (Finish | Retry)[]): Columns {
  return [
    uuidArray(telling.map(({ delivery }) => delivery.id)),
    int4Array(
      telling.map((settlement) =>
        settlement.kind === 'retry' ? settlement.attempt.number : anyAttempts,
      ),
    ),
  ]
}

function keyColumns(settlements: readonly Settlement[]): Buffer[] {
  return [
    uuidArray(settlements.map(({ delivery }) => delivery.id)),
    uuidArray(settlements.map(({ delivery }) => delivery.event.workspaceId)),
  ]
}

/** Outcome, start, duration, status, truncated, retry-after, error, headers sent and received, body. */
function attemptColumns(attempts: readonly (AttemptRecord | null)[]): Buffer[] {
  const outcomes = attempts.map((attempt) => attempt?.outcome ?? null)
  const answers = outcomes.map((outcome) => (outcome?.kind === 'answered' ? outcome : null))
  return [
    int2Array(outcomes.map(codeOf)),
    int8Array(attempts.map((attempt) => attempt?.startedAtMs ?? null)),
    float8Array(attempts.map((attempt) => attempt?.durationMs ?? null)),
    int4Array(answers.map((answer) => answer?.status ?? null)),
    int2Array(answers.map((answer) => (answer === null ? null : Number(answer.truncated)))),
    textArray(answers.map((answer) => answer?.retryAfter ?? null)),
    textArray(
      outcomes.map((outcome) => (outcome !== null && 'detail' in outcome ? outcome.detail : null)),
    ),
    textArray(attempts.map((attempt) => attempt?.requestHeaders ?? null)),
    textArray(answers.map((answer) => answer?.headers ?? null)),
    byteaArray(answers.map((answer) => answer?.body ?? null)),
  ]
}

function codeOf(outcome: AttemptRecord['outcome'] | null): number | null {
  if (outcome === null) return null
  return outcomeCode[outcome.kind === 'unreachable' ? outcome.cause : outcome.kind]
}
