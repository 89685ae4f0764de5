import type { ApiKey } from './api-key.ts'
import type { Operator } from './operator.ts'
import type { PortalSession } from './portal-link.ts'

/**
 * Who asks. Whatever it is, `workspaceId` (null: all of them) and `scopes` tell what it may do; ask
 * for its `kind` only where kinds are told apart.
 */
export type Caller = ApiKey | Operator | PortalSession

/** Who did something, for the audit log. */
export type Actor = Pick<Caller, 'kind' | 'id'>
