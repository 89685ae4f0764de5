import type { Caller } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Workspace } from '../domain/workspace.ts'
import type { Call } from '../http/route.ts'
import { notFound } from '../http/workspace-access.ts'
import type { ManagementContext } from '../management/management-context.ts'

/*
 * What the API of one product sees: the webhooks of its own profile, in the workspace of its key.
 * What belongs to another profile or workspace is not there for it.
 */

/** Who asks, and the API that is asked. */
export type OwnCall = Pick<Call<unknown, unknown, unknown, Caller>, 'caller' | 'surface'>
type Context = Pick<ManagementContext, 'engine'>

/** The key's workspace. Throws `validation_error` for a key that is good for all of them. */
export function ownWorkspace({ caller }: Pick<OwnCall, 'caller'>, { engine }: Context): Workspace {
  if (caller.workspaceId === null) {
    throw new RequestError(
      'validation_error',
      'This API key belongs to no workspace: use a key of the workspace.',
    )
  }
  const workspace = engine.catalog.workspace(caller.workspaceId)
  if (workspace === undefined) throw notFound('workspace')
  return workspace
}

/** Newest first. */
export function ownWebhooks(call: OwnCall, context: Context): Webhook[] {
  const { id } = ownWorkspace(call, context)
  return context.engine.catalog
    .webhooksOf(id)
    .filter(({ profile }) => profile === call.surface.name)
    .toReversed()
}

/**
 * @param id - null when what the request names is no id. Throws `not_found`, and what
 *   {@link ownWorkspace} throws
 */
export function ownWebhook(call: OwnCall, id: Id | null, context: Context): Webhook {
  const workspace = ownWorkspace(call, context)
  const webhook = id === null ? undefined : context.engine.catalog.webhook(id)
  if (webhook === undefined || webhook.profile !== call.surface.name) throw notFound('webhook')
  if (webhook.workspaceId !== workspace.id) throw notFound('webhook')
  return webhook
}
