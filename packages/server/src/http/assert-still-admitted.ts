import type { FastifyRequest } from 'fastify'
import type { Caller } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { ManagementContext } from '../management/management-context.ts'
import { operatorKeyId } from '../management/operator-key.ts'
import { authenticatePortal } from './portal-session.ts'

type Context = Pick<ManagementContext, 'store' | 'engine' | 'clock' | 'settings'>

/** For answers that last: throws `unauthorized` once whoever asked would not be admitted any more. */
export async function assertStillAdmitted(
  context: Context,
  caller: Caller,
  { headers }: Pick<FastifyRequest, 'headers'>,
): Promise<void> {
  if (caller.kind === 'portal') await authenticatePortal(context, headers)
  else if (!isGood(context, caller)) {
    throw new RequestError('unauthorized', 'What this was asked with is good no more.')
  }
}

function isGood(
  { engine: { catalog }, clock }: Context,
  caller: Exclude<Caller, { kind: 'portal' }>,
): boolean {
  if (caller.kind === 'operator') {
    // A new password ends the sessions of the one before.
    return catalog.operator(caller.id)?.passwordHash === caller.passwordHash
  }
  // It stands in no store, and lasts as long as this process.
  if (caller.id === operatorKeyId) return true
  const isRevoked = catalog.key(caller.id)?.revokedAtMs !== null
  return !isRevoked && (caller.expiresAtMs ?? Infinity) > clock.nowMs()
}
