import type { Event } from '../../domain/event.ts'
import { firstIdAt, type Id } from '../../domain/ids.ts'
import { arrayItems } from '../../domain/json/array-items.ts'
import { objectMembers } from '../../domain/json/object-members.ts'
import type { ManagementContext } from '../../management/management-context.ts'
import type { Session } from './session-record.ts'
import type { Transfer } from './transfer-record.ts'

type Context = Pick<ManagementContext, 'store'>

/** Events may be large, and this many are in memory at once. */
const pageSize = 50

/** Another node's clock may be behind this one's. */
const longestSkewMs = 60_000

/** What was configured last; null: nothing yet. */
export async function latestConfiguration(
  { store }: Context,
  { id: channel, workspaceId }: Pick<Session, 'id' | 'workspaceId'>,
): Promise<Event | null> {
  const filter = { type: 'endgrate.configuration', channel, fromMs: null, toMs: null }
  for (let before: Id | null = null; ;) {
    const events: Event[] = await store.listEvents(workspaceId, filter, { before, limit: pageSize })
    const found = events.find(({ isTest }) => !isTest)
    if (found !== undefined) return found
    before = events.at(-1)?.id ?? null
    if (events.length < pageSize) return null
  }
}

/** Errors of the workspace, or of one session, the latest first. */
export async function* errorEvents(
  { store }: Context,
  workspaceId: Id,
  sessionId: string | null,
): AsyncGenerator<Event> {
  const filter = { type: 'endgrate.error', channel: sessionId, fromMs: null, toMs: null }
  for (let before: Id | null = null; ;) {
    const events: Event[] = await store.listEvents(workspaceId, filter, { before, limit: pageSize })
    for (const event of events) if (!event.isTest) yield event
    before = events.at(-1)?.id ?? null
    if (events.length < pageSize) return
  }
}

/** The batches of a transfer in the order in which they were published: each, its records. */
export async function* batchesOf(
  { store }: Context,
  { id, workspaceId, sessionId, startedAtMs }: Transfer,
): AsyncGenerator<readonly Buffer[]> {
  const types = ['endgrate.data']
  for (let after: Id = firstIdAt(startedAtMs - longestSkewMs); ;) {
    const page = { types, after, limit: pageSize }
    const events = await store.listEventsOfChannel(workspaceId, sessionId, page)
    for (const { data, isTest } of events) {
      if (!isTest && transferIdOf(data) === id) yield recordsOf(data)
    }
    const last = events.at(-1)
    if (last === undefined || events.length < pageSize) return
    after = last.id
  }
}

/** null when what was published names none. */
export function transferIdOf(data: Uint8Array): string | null {
  const text = memberOf(data, 'transfer_id')?.toString('utf8')
  return text?.startsWith('"') === true ? String(JSON.parse(text)) : null
}

/** Each in the bytes that were published. */
function recordsOf(data: Uint8Array): readonly Buffer[] {
  const records = memberOf(data, 'transfer_data')
  return records?.toString('latin1', 0, 1) === '[' ? arrayItems(records) : []
}

function memberOf(data: Uint8Array, name: string): Buffer | undefined {
  return objectMembers(data).find(([key]) => key === name)?.[1]
}
