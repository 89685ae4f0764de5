import type { Id } from '../../../domain/ids.ts'
import type { Workspace } from '../../../domain/workspace.ts'
import { bearerOf } from '../../../http/authentication.ts'
import type { Call } from '../../../http/route.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { ownWorkspace, type OwnCall } from '../../own-webhooks.ts'

/** Who gives webhooks, with a session or with a transfer. */
export interface Initiator {
  readonly workspace: Workspace
  /** The name of the profile that the session belongs to. */
  readonly profile: string
  readonly keyId: Id
  /** The key itself, in plain text: what signs the callbacks of these webhooks. */
  readonly key: string
}

export function initiatorOf(
  call: OwnCall & Pick<Call, 'request'>,
  context: Pick<ManagementContext, 'engine'>,
): Initiator {
  const { caller, surface, request } = call
  return {
    workspace: ownWorkspace(call, context),
    profile: surface.name,
    keyId: caller.id,
    key: bearerOf(request.headers.authorization),
  }
}
