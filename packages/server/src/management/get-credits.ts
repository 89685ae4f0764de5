import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { StoredCredits } from '../stores/credit-store.ts'
import type { ManagementContext } from './management-context.ts'

/** Throws `not_found` when no balance was ever set. */
export async function getCredits(
  { store }: Pick<ManagementContext, 'store'>,
  workspaceId: Id,
): Promise<StoredCredits> {
  const credits = await store.getCredits(workspaceId)
  if (credits === null) throw noBalance()
  return credits
}

export function noBalance(): RequestError {
  return new RequestError(
    'not_found',
    'This workspace has no credits yet: set a balance with PUT /v1/workspaces/{id}/credits.',
  )
}
