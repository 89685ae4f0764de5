import type { Actor } from '../domain/caller.ts'
import type { Id } from '../domain/ids.ts'
import type { SealedSecret, Webhook } from '../domain/webhook.ts'
import { changeWebhook } from './change-webhook.ts'
import { getWebhook } from './get-webhook.ts'
import type { ManagementContext } from './management-context.ts'

export interface SecretActivation {
  readonly id: Id
  /** True: the old secrets end at once, in headers that list signatures too. */
  readonly revokeOld: boolean
}

/**
 * From now on headers that hold one signature hold the newest secret's. Headers that list signatures
 * go on with the old ones as well until they expire, unless they are revoked. Activating again
 * changes nothing. Throws `not_found`, `conflict`.
 */
export async function activateSecret(
  context: ManagementContext,
  { id, revokeOld }: SecretActivation,
  actor: Actor | null,
): Promise<Webhook> {
  const apply = (before: Webhook): Webhook => ({
    ...before,
    secrets: activated(before.secrets, context.clock.nowMs(), revokeOld),
  })
  const before = getWebhook(context, id)
  if (sameSecrets(before.secrets, apply(before).secrets)) return before
  return changeWebhook(
    context,
    { id, action: 'webhook.activate_secret', detail: { revokeOld }, apply },
    actor,
  )
}

function activated(
  [newest, ...old]: readonly SealedSecret[],
  nowMs: number,
  revokeOld: boolean,
): SealedSecret[] {
  if (newest === undefined) return []
  if (revokeOld) return [newest]
  const valid = old.filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > nowMs)
  return [newest, ...valid.map((secret) => ({ ...secret, inListsOnly: true as const }))]
}

function sameSecrets(before: readonly SealedSecret[], after: readonly SealedSecret[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ inListsOnly }, index) => inListsOnly === after[index]?.inListsOnly)
  )
}
