import { firstIdAt, type Id } from '../../domain/ids.ts'
import type { Recovery } from '../../domain/recovery.ts'
import type { EventChoice, RecoveryAdvance, RecoveryStep } from '../recovery-store.ts'
import { bytesOfId, bytesOfOptionalId, idOfBytes } from './id-bytes.ts'
import { fragment, join, onlyRow, sql, type Operation, type Query } from './query.ts'
import { recoveryColumns, recoveryOfRow, type RecoveryRow } from './recoveries.ts'
import { chooseRepeat, deliveriesOf, endsNotIndexed } from './recovered-event.ts'

/** More ranges than this cost more than looking at events of every type. */
const mostTypeRanges = 32

/** What distinguishes replays and retries from a fan-out, in the last bytes of their ids. */
const serialOfRedeliveries = new Uint8Array(2)

export function* advanceRecovery(step: RecoveryStep): Operation<RecoveryAdvance> {
  // Writes the state that stands, because that locks the row in every database.
  const [row] = yield* sql<RecoveryRow>`
    UPDATE recoveries SET state = state WHERE id = ${bytesOfId(step.id)}
    RETURNING ${recoveryColumns}`
  if (row === undefined) return { recovery: null, parked: 0, isCrowded: false }
  const recovery = recoveryOfRow(row)
  if (recovery.state !== 'running') return { recovery, parked: 0, isCrowded: false }
  const waiting = yield* countWaiting(step)
  const room = Math.min(step.deliveryIds.length, step.mostWaiting - waiting)
  if (room <= 0) return { recovery, parked: 0, isCrowded: true }
  return yield* lookAtEvents(step, recovery, room)
}

function* lookAtEvents(
  step: RecoveryStep,
  before: Recovery,
  room: number,
): Operation<RecoveryAdvance> {
  const events = yield* nextEvents(before, step)
  const notIndexed = yield* endsNotIndexed(before.webhookId)
  let examined = 0
  let parked = 0
  let { cursor } = before
  for (const event of events) {
    const deliveryId = step.deliveryIds[parked]
    if (deliveryId === undefined || parked === room) break
    examined += 1
    cursor = event.id
    if (!isChosen(event, step.wants)) continue
    const known = yield* deliveriesOf({ ...before, eventId: event.id }, notIndexed)
    const repeat = chooseRepeat(known, before.status)
    if (repeat === null) continue
    yield* park(step, { deliveryId, eventId: event.id, retryOf: repeat.retryOf }, before)
    parked += 1
  }
  const isDone = examined === events.length && events.length < step.mostExamined
  const [after] = yield* sql<RecoveryRow>`
    UPDATE recoveries SET cursor = ${bytesOfId(cursor)}, examined = examined + ${examined},
      queued = queued + ${parked}, updated_at_ms = ${step.nowMs},
      state = ${isDone ? 'done' : 'running'}
    WHERE id = ${bytesOfId(step.id)} RETURNING ${recoveryColumns}`
  return { recovery: after ? recoveryOfRow(after) : null, parked, isCrowded: false }
}

type CountRow = { waiting: number }

/**
 * What is parked in the lane, whosever it is, and what this recovery has sent in vain and is to be
 * sent again: a receiver that fails gets no more than it can fail.
 */
export function* countWaiting({ id, laneId, mostWaiting }: RecoveryStep): Operation<number> {
  const lane = bytesOfId(laneId)
  const { waiting } = onlyRow(
    yield* sql<CountRow>`
    SELECT (SELECT COUNT(*) FROM (
        SELECT id FROM queue WHERE state = 1 AND lane_id = ${lane} LIMIT ${mostWaiting}
      ) AS parked)
      + (SELECT COUNT(*) FROM (
        SELECT id FROM queue WHERE state = 2 AND lane_id = ${lane} AND id > ${bytesOfId(id)}
          AND substr(id, 15, 2) = ${serialOfRedeliveries} LIMIT ${mostWaiting}
      ) AS scheduled) AS waiting`,
  )
  return waiting
}

interface FoundEvent {
  readonly id: Id
  readonly type: string
  readonly channels: readonly string[]
  readonly isTest: boolean
}

type FoundRow = { id: Uint8Array; type: string; channels: string | null; is_test: number }

/** The next events of the recovery's time, oldest first: from an index, and from the journal's tail. */
export function* nextEvents(
  { workspaceId, cursor, untilMs }: Recovery,
  { wants, mostExamined: limit }: RecoveryStep,
): Operation<FoundEvent[]> {
  if (wants.types?.length === 0) return []
  const workspace = bytesOfId(workspaceId)
  const after = bytesOfId(cursor)
  const until = bytesOfId(firstIdAt(untilMs))
  const ranges = indexesFor(wants).map(
    (index) => fragment`
      SELECT id FROM (
        SELECT event_id AS id FROM ${index.table}
        WHERE workspace_id = ${workspace} ${index.isOf} AND event_id > ${after}
          AND event_id < ${until}
        ORDER BY event_id LIMIT ${limit}
      ) AS indexed`,
  )
  const rows = yield* sql<FoundRow>`
    WITH tail AS MATERIALIZED (
      SELECT id FROM events
      WHERE seq > (SELECT value FROM meta WHERE key = 'events_indexed_seq')
        AND workspace_id = ${workspace}
    )
    SELECT e.id, e.type, e.channels, e.is_test
    FROM (
      ${join(ranges, ' UNION ALL ')}
      UNION ALL
      SELECT id FROM tail WHERE id > ${after} AND id < ${until}
      ORDER BY id LIMIT ${limit}
    ) AS listed
    CROSS JOIN events AS e
    WHERE e.id = listed.id AND e.workspace_id = ${workspace}
    ORDER BY e.id`
  return rows.map((row) => ({
    id: idOfBytes(row.id),
    type: row.type,
    // Written by the journal from a list of strings.
    channels: row.channels === null ? [] : (JSON.parse(row.channels) as string[]),
    isTest: row.is_test === 1,
  }))
}

function indexesFor({ types }: EventChoice): { readonly table: Query; readonly isOf: Query }[] {
  if (types === null || types.length > mostTypeRanges) {
    return [{ table: fragment`events_by_workspace`, isOf: fragment`` }]
  }
  return types.map((type) => ({
    table: fragment`events_by_type`,
    isOf: fragment`AND type = ${type}`,
  }))
}

function isChosen(event: FoundEvent, { types, channels }: EventChoice): boolean {
  if (event.isTest) return false
  if (types !== null && !types.includes(event.type)) return false
  return channels.length === 0 || channels.some((channel) => event.channels.includes(channel))
}

interface Repeated {
  readonly deliveryId: Id
  readonly eventId: Id
  readonly retryOf: Id | null
}

function* park(
  { laneId }: RecoveryStep,
  { deliveryId, eventId, retryOf }: Repeated,
  { workspaceId, webhookId }: Recovery,
): Operation<void> {
  const id = bytesOfId(deliveryId)
  const workspace = bytesOfId(workspaceId)
  const event = bytesOfId(eventId)
  yield* sql`
    INSERT INTO queue (id, workspace_id, event_id, webhook_id, lane_id, state, retry_of)
    VALUES (${id}, ${workspace}, ${event}, ${bytesOfId(webhookId)}, ${bytesOfId(laneId)}, 1,
      ${bytesOfOptionalId(retryOf)})`
  yield* sql`
    INSERT INTO redeliveries (event_id, workspace_id, id) VALUES (${event}, ${workspace}, ${id})`
}
