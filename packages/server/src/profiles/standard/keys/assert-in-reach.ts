import type { KeyScope } from '../../../domain/api-key.ts'
import type { Caller } from '../../../domain/caller.ts'
import { RequestError } from '../../../domain/errors.ts'

/** Keys that are `admin` are the product's own: portals neither make nor revoke them. Throws `forbidden`. */
export function assertInReach(caller: Caller, scopes: readonly KeyScope[]): void {
  if (caller.kind !== 'portal' || !scopes.includes('admin')) return
  throw new RequestError(
    'forbidden',
    'A portal can neither make nor revoke API keys with the scope "admin".',
  )
}
