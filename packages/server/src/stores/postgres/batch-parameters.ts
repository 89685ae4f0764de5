import type { AttemptRecord } from '../../domain/delivery.ts'
import type { Settlement } from '../../domain/settlement.ts'
import { outcomeCode, queueState, statusCode } from '../codes.ts'
import type { CommitBatch, JournalEntry } from '../journal-store.ts'
import { ArrayRow } from './binary-array.ts'

/** Parameters of `commit_batch` after the first three, in its order; null for a part without rows. */
export type BatchParameters = readonly (Buffer | null)[]

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
    eventRow(publishes),
    part(finished, 16, writeFinished),
    part(retried, 15, writeRetried),
    part(parked, 2, writeKeys),
    part(telling, 2, writeTelling),
  ]
}

/** What a settlement takes, most of the time. */
const usualBytes = 512

function part<Settled>(
  settlements: readonly Settled[],
  columns: number,
  write: (row: ArrayRow, settlements: readonly Settled[]) => void,
): Buffer | null {
  if (settlements.length === 0) return null
  const row = new ArrayRow(columns, settlements.length * usualBytes)
  write(row, settlements)
  return row.finish()
}

/** What an event takes beside its data, most of the time. */
const usualBytesBesideData = 300

function eventRow(publishes: readonly JournalEntry[]): Buffer | null {
  if (publishes.length === 0) return null
  let bytes = publishes.length * usualBytesBesideData
  for (const { event } of publishes) bytes += event.data.length
  const row = new ArrayRow(17, bytes)
  writeEvents(row, publishes)
  writeTargets(row, publishes)
  return row.finish()
}

function writeEvents(row: ArrayRow, publishes: readonly JournalEntry[]): void {
  const events = publishes.map(({ event }) => event)
  row.uuids(events.map(({ id }) => id))
  row.uuids(events.map(({ workspaceId }) => workspaceId))
  row.texts(events.map(({ type }) => type))
  row.int8s(events.map(({ occurredAtMs }) => occurredAtMs))
  row.int8s(events.map(({ acceptedAtMs }) => acceptedAtMs))
  row.int2s(events.map(({ isTest }) => (isTest ? 1 : 0)))
  row.texts(events.map(({ channels }) => (channels.length === 0 ? null : JSON.stringify(channels))))
  row.texts(events.map(({ subject }) => subject))
  row.byteas(events.map(({ data }) => data))
  if (publishes.some(({ inboxSeq }) => inboxSeq !== null)) {
    row.int8s(publishes.map(({ inboxSeq }) => inboxSeq))
  } else row.none('int8')
  if (publishes.some(({ idempotency }) => idempotency !== null)) {
    row.byteas(publishes.map(({ idempotency }) => idempotency?.key ?? null))
    row.byteas(publishes.map(({ idempotency }) => idempotency?.fingerprint ?? null))
  } else {
    row.none('bytea')
    row.none('bytea')
  }
}

/** For `commit_batch`: parked, with a place in its lane. */
const inLine = 3

function writeTargets(row: ArrayRow, publishes: readonly JournalEntry[]): void {
  const places: number[] = []
  for (const [index, { targets }] of publishes.entries()) {
    for (const _ of targets) places.push(index + 1)
  }
  const targets = publishes.flatMap((entry) => entry.targets)
  row.int4s(places)
  row.uuids(targets.map(({ deliveryId }) => deliveryId))
  row.uuids(targets.map(({ webhookId }) => webhookId))
  row.uuids(targets.map(({ laneId }) => laneId))
  row.int2s(targets.map(({ state }) => (state === 'in-line' ? inLine : queueState[state])))
}

function writeFinished(row: ArrayRow, finished: readonly Finish[]): void {
  writeKeys(row, finished)
  row.int2s(finished.map(({ status }) => statusCode[status]))
  row.int4s(finished.map(({ attempts }) => attempts))
  row.int8s(finished.map(({ finishedAtMs }) => finishedAtMs))
  row.texts(finished.map(({ reason }) => reason))
  writeAttempts(
    row,
    finished.map(({ attempt }) => attempt),
  )
}

function writeRetried(row: ArrayRow, retried: readonly Retry[]): void {
  writeKeys(row, retried)
  row.int4s(retried.map(({ attempt }) => attempt.number))
  row.int8s(retried.map(({ dueAtMs }) => dueAtMs))
  row.byteas(retried.map(({ delivery, body }) => (delivery.body === null ? body : null)))
  writeAttempts(
    row,
    retried.map(({ attempt }) => attempt),
  )
}

/** More attempts than any delivery has. */
const anyAttempts = 2 ** 31 - 1

/** Settlements that say something of their webhook's health. */
function writeTelling(row: ArrayRow, telling: readonly (Finish | Retry)[]): void {
  row.uuids(telling.map(({ delivery }) => delivery.id))
  row.int4s(
    telling.map((settlement) =>
      settlement.kind === 'retry' ? settlement.attempt.number : anyAttempts,
    ),
  )
}

function writeKeys(row: ArrayRow, settlements: readonly Settlement[]): void {
  row.uuids(settlements.map(({ delivery }) => delivery.id))
  row.uuids(settlements.map(({ delivery }) => delivery.event.workspaceId))
}

/** The last ten columns of what has ended and of what is tried again. */
function writeAttempts(row: ArrayRow, attempts: readonly (AttemptRecord | null)[]): void {
  const outcomes = attempts.map((attempt) => attempt?.outcome ?? null)
  const answers = outcomes.map((outcome) => (outcome?.kind === 'answered' ? outcome : null))
  row.int2s(outcomes.map(codeOf))
  row.int8s(attempts.map((attempt) => attempt?.startedAtMs ?? null))
  row.float8s(attempts.map((attempt) => attempt?.durationMs ?? null))
  row.int4s(answers.map((answer) => answer?.status ?? null))
  row.int2s(answers.map((answer) => (answer === null ? null : Number(answer.truncated))))
  row.texts(answers.map((answer) => answer?.retryAfter ?? null))
  row.texts(
    outcomes.map((outcome) => (outcome !== null && 'detail' in outcome ? outcome.detail : null)),
  )
  row.texts(attempts.map((attempt) => attempt?.requestHeaders ?? null))
  row.texts(answers.map((answer) => answer?.headers ?? null))
  row.byteas(answers.map((answer) => answer?.body ?? null))
}

function codeOf(outcome: AttemptRecord['outcome'] | null): number | null {
  if (outcome === null) return null
  return outcomeCode[outcome.kind === 'unreachable' ? outcome.cause : outcome.kind]
}
