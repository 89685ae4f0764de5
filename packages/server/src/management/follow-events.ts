import type { Event } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import { timeOfIdMs } from '../domain/ids.ts'
import type { ManagementContext } from './management-context.ts'

export interface NewEvents {
  /** Oldest first. */
  readonly events: readonly Event[]
  /** There were more than are given: older ones among them are left out. */
  readonly areSomeLeftOut: boolean
}

/** Events become visible in nearly the order of their ids, but not quite: nodes commit side by side. */
const overlapMs = 10_000
const mostAtOnce = 50
/** Each comes with its data: this is what a stream may take of memory. */
const mostRead = 2 * mostAtOnce

/**
 * Each call gives what has been journaled since the one before, on whichever node; the first gives
 * nothing, since what was there before is what a list shows.
 *
 * @param followed - `workspaceId`: null for all workspaces
 */
export function followEvents(
  { store, clock }: ManagementContext,
  { workspaceId, type }: { readonly workspaceId: Id | null; readonly type: string | null },
): () => Promise<NewEvents> {
  let seen: ReadonlySet<Id> | null = null
  let newestMs = clock.nowMs()
  return async () => {
    const filter = { type, channel: null, fromMs: newestMs - overlapMs, toMs: null }
    const page = { before: null, limit: mostRead }
    const found =
      workspaceId === null
        ? (await store.searchEvents(filter, page)).events
        : await store.listEvents(workspaceId, filter, page)
    const known = seen
    const [newest] = found
    if (newest !== undefined) newestMs = Math.max(newestMs, timeOfIdMs(newest.id))
    const ids = [...(known ?? []), ...found.map(({ id }) => id)]
    seen = new Set(ids.filter((id) => timeOfIdMs(id) >= newestMs - overlapMs))
    if (known === null) return { events: [], areSomeLeftOut: false }
    const fresh = found.filter(({ id }) => !known.has(id))
    return {
      events: fresh.slice(0, mostAtOnce).toReversed(),
      areSomeLeftOut: fresh.length > mostAtOnce,
    }
  }
}
