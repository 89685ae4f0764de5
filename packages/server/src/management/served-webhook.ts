import { RequestError } from '../domain/errors.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { ManagementContext } from './management-context.ts'

/*
 * A webhook may belong to a profile that is not enabled, any more or on this node. It is kept, and
 * what would be sent to it ends as `canceled`, so that it can be sent once the profile is back.
 */

type Context = Pick<ManagementContext, 'profiles'>

/** Whether it gets events: its owner wants it, and this server speaks its profile. */
export function getsEvents({ profiles }: Context, { state, profile }: Webhook): boolean {
  return state === 'active' && profiles.has(profile)
}

/** What its profile lays down. Throws `conflict` when that is not enabled on this server. */
export function rulesOfWebhook({ profiles }: Context, { profile }: Webhook): ProfileRules {
  const found = profiles.get(profile)
  if (found !== undefined) return found.rules
  throw new RequestError(
    'conflict',
    `The profile ${JSON.stringify(profile)} of this webhook is not enabled on this server. Enable it, or delete the webhook.`,
  )
}

/** How many webhooks each profile has that is not enabled; without an entry for one that has none. */
export function countUnserved({
  engine,
  profiles,
}: Pick<ManagementContext, 'engine' | 'profiles'>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { id } of engine.catalog.workspaces()) {
    for (const { profile } of engine.catalog.webhooksOf(id)) {
      if (!profiles.has(profile)) counts[profile] = (counts[profile] ?? 0) + 1
    }
  }
  return counts
}
