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
const mostAtOnce = 100

/** Each call gives what has been journaled since the one before, on whichever node. */
export function followEvents(
  { store, clock }: ManagementContext,
  { workspaceId, type }: { readonly workspaceId: Id; readonly type: string | null },
): () => Promise<NewEvents> {
  let seen = new Set<Id>()
  let newestMs = clock.nowMs()
  let isFirst = true
  return async () => {
    const filter = { type, channel: null, fromMs: newestMs - overlapMs, toMs: null }
    const limit = mostAtOnce + (isFirst ? 0 : seen.size) + 1
    const found = await store.listEvents(workspaceId, filter, { before: null, limit })
    const fresh = found.filter(({ id }) => !seen.has(id))
    const [newest] = found
    if (newest !== undefined) newestMs = Math.max(newestMs, timeOfIdMs(newest.id))
    seen = new Set(
      found.filter(({ id }) => timeOfIdMs(id) >= newestMs - overlapMs).map(({ id }) => id),
    )
    const wasFirst = isFirst
    isFirst = false
    // What was there before is what a list shows.
    if (wasFirst) return { events: [], areSomeLeftOut: false }
    return {
      events: fresh.slice(0, mostAtOnce).toReversed(),
      areSomeLeftOut: fresh.length > mostAtOnce,
    }
  }
}
