import type { KeyScope } from './api-key.ts'
import type { Id } from './ids.ts'

/** Somebody who runs the server, and signs in with a name and a password. */
export interface Operator {
  readonly kind: 'operator'
  readonly id: Id
  /** An operator is good for every workspace. */
  readonly workspaceId: null
  /** There is one role, which may do everything. */
  readonly scopes: readonly KeyScope[]
  readonly name: string
  /** In the PHC string format, as `hashPassword` makes it; empty once the operator is deleted. */
  readonly passwordHash: string
  readonly passwordChangedAtMs: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** The row stays so that every node hears of it. */
  readonly deletedAtMs: number | null
}

export const operatorScopes: Operator['scopes'] = ['admin']

/** What two names have in common that are one name to people: sign-in does not mind capitals. */
export function operatorNameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}
