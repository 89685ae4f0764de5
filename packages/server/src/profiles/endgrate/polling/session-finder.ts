import { RequestError } from '../../../domain/errors.ts'
import type { Event } from '../../../domain/event.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { OwnCall } from '../../own-webhooks.ts'
import { ownSession } from '../sessions/own-session.ts'

/** Which session an event belongs to, by its channels; null: none that is still there. */
export type SessionFinder = (event: Pick<Event, 'channels'>) => Promise<string | null>

/** Looks each session up once. */
export function createSessionFinder(call: OwnCall, context: ManagementContext): SessionFinder {
  const known = new Map<string, boolean>()

  async function isThere(id: string): Promise<boolean> {
    const before = known.get(id)
    if (before !== undefined) return before
    const found = await ownSession(call, id, context).then(() => true, falseIfMissing)
    known.set(id, found)
    return found
  }

  return async ({ channels }) => {
    for (const channel of channels) if (await isThere(channel)) return channel
    return null
  }
}

function falseIfMissing(error: unknown): false {
  if (error instanceof RequestError && error.code === 'not_found') return false
  throw error
}
