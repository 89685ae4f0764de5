import type { RaisedEvent } from '../../../domain/event.ts'
import { objectMembers } from '../../../domain/json/object-members.ts'
import type { RecordChange } from '../../../stores/profile-store.ts'
import { latestConfiguration } from '../session-events.ts'
import {
  streamOf,
  updateSession,
  withStream,
  type Session,
  type StoredSession,
} from '../session-record.ts'
import { getTransfer, insertTransfer, transferKey } from '../transfer-record.ts'
import { endSession } from './end-session.ts'
import { newTransfer } from './new-transfer.ts'
import { settledTransfer } from './settled-transfer.ts'
import type { TransferContext } from './transfer-context.ts'
import { requestTransfer } from './transfer-request.ts'

/** [seed] */
const tickEveryMs = 15 * 60 * 1000

/** How often it is looked whether a session was configured: the longer it takes, the more seldom. */
const firstLookMs = 5000
const looksInAge = 8

/** A product that says nothing for so long has forgotten the transfer: its type's ticks go on. */
const longestAnswerMs = 60 * 60 * 1000

/**
 * What a session has to have done at this moment: it ends when it has expired, and one that is
 * continuous begins its transfers, once it is configured and then at every tick.
 */
export async function lookAtSession(
  context: TransferContext,
  stored: StoredSession,
): Promise<void> {
  const { store, engine, clock } = context.management
  const { session, record } = stored
  const nowMs = clock.nowMs()
  const hasExpired = session.expiresAtMs !== null && session.expiresAtMs <= nowMs
  if (hasExpired || engine.catalog.workspace(session.workspaceId) === undefined) {
    await endSession(context.management, record, null)
    return
  }
  if (session.nextLookAtMs === null || session.nextLookAtMs > nowMs) {
    await store.changeRecords([updateSession(stored, session)], [])
    return
  }
  const configuration = await latestConfiguration(context.management, session)
  if (configuration === null) {
    const waiting = { ...session, nextLookAtMs: nextLookMs(session, nowMs) }
    await store.changeRecords([updateSession(stored, waiting)], [])
    return
  }
  const configured = {
    ...session,
    configuredAtMs: session.configuredAtMs ?? configuration.acceptedAtMs,
    nextLookAtMs: nextTickMs(session, nowMs),
  }
  await tick(context, { session: configured, record }, typesOf(session, configuration.data))
}

function nextLookMs({ createdAtMs }: Session, nowMs: number): number {
  const delayMs = Math.max(firstLookMs, (nowMs - createdAtMs) / looksInAge)
  return nowMs + Math.round(Math.min(delayMs, tickEveryMs))
}

/** On the grid that the first tick began; ticks that were slept through are left out. */
function nextTickMs({ configuredAtMs, nextLookAtMs }: Session, nowMs: number): number {
  if (configuredAtMs === null || nextLookAtMs === null) return nowMs + tickEveryMs
  const missed = Math.floor((nowMs - nextLookAtMs) / tickEveryMs)
  return nextLookAtMs + (missed + 1) * tickEveryMs
}

/** Where initiate named no schema, those that were configured. */
function typesOf({ schema }: Session, configuration: Uint8Array): string[] {
  if (schema.length > 0) return schema.map(({ endgrateType }) => endgrateType)
  const configured = objectMembers(configuration).find(([key]) => key === 'schemas')?.[1]
  return configured?.[0] === 0x7b ? objectMembers(configured).map(([key]) => key) : []
}

/** @param stored - as the session shall be, and the record that it was read from */
async function tick(
  context: TransferContext,
  { session, record }: StoredSession,
  types: readonly string[],
): Promise<void> {
  const { management, askSource } = context
  const { profile } = record
  const inserts: RecordChange[] = []
  const events: RaisedEvent[] = []
  let ticked = session
  for (const endgrateType of types) {
    const stream = streamOf(session, endgrateType)
    if (await isRunning(context, profile, session, stream.tickTransferId)) continue
    const transfer = newTransfer(management.ids.next(), session, {
      endgrateType,
      direction: 'pull',
      params: '{}',
      synchronous: false,
      hasSource: askSource !== null,
    })
    const isAsked = transfer.by === 'source'
    inserts.push(insertTransfer(profile, transfer, isAsked ? transfer.startedAtMs : null))
    if (!isAsked) events.push(requestTransfer(management, transfer, null))
    ticked = withStream(ticked, { ...stream, tickTransferId: transfer.id })
  }
  // Where somebody else was quicker, nothing of this tick is written, and the session is due again.
  const changes = [updateSession({ session, record }, ticked), ...inserts]
  const result = await management.store.changeRecords(changes, events)
  if (result === 'written' && events.length > 0) management.engine.wakeInbox()
}

async function isRunning(
  { management }: TransferContext,
  profile: string,
  { workspaceId }: Session,
  transferId: string | null,
): Promise<boolean> {
  if (transferId === null) return false
  const stored = await getTransfer(management.store, transferKey(profile, workspaceId, transferId))
  if (stored === null) return false
  const { state, by, startedAtMs } = await settledTransfer(management, stored)
  if (state !== 'running') return false
  return by === 'source' || management.clock.nowMs() - startedAtMs < longestAnswerMs
}
