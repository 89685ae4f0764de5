import type { KeyScope } from '../domain/api-key.ts'
import type { Id } from '../domain/ids.ts'
import type { Workspace } from '../domain/workspace.ts'
import { createKey } from '../management/create-key.ts'
import { createWebhook } from '../management/create-webhook.ts'
import { createWorkspace } from '../management/create-workspace.ts'
import { hashApiKey } from '../management/hash-api-key.ts'
import type { ManagementContext } from '../management/management-context.ts'
import { updateWebhook } from '../management/update-webhook.ts'
import type { DevFile } from './dev-file.ts'
import { inboxHookUrl } from './inbox-address.ts'

export interface PreparedWorkspace {
  readonly workspaceId: Id
  readonly key: string
  readonly webhookId: Id
  /** True: the workspace was made just now. */
  readonly isNew: boolean
}

const keyScopes: readonly KeyScope[] = ['publish', 'manage', 'read']

/**
 * Sees to a workspace with a key and a webhook that points at the inbox. What an earlier start made
 * and is still there is kept, whatever became of the rest.
 */
export async function prepareWorkspace(
  context: ManagementContext,
  origin: string,
  remembered: DevFile | null,
): Promise<PreparedWorkspace> {
  const known = context.engine.catalog.workspace(remembered?.workspaceId ?? '')
  const workspace = known ?? (await createWorkspace(context, { name: 'Development' }, null))
  return {
    workspaceId: workspace.id,
    key: await keepKey(context, workspace, remembered),
    webhookId: await keepWebhook(context, workspace, { origin, remembered }),
    isNew: known === undefined,
  }
}

async function keepKey(
  context: ManagementContext,
  workspace: Workspace,
  remembered: DevFile | null,
): Promise<string> {
  if (remembered !== null) {
    const apiKey = context.engine.catalog.keyByHash(hashApiKey(remembered.key))
    if (apiKey?.workspaceId === workspace.id) return remembered.key
  }
  const wanted = {
    workspaceId: workspace.id,
    name: 'posthorn dev',
    scopes: keyScopes,
    expiresAtMs: null,
    isUntold: true,
  }
  return (await createKey(context, wanted, null)).text
}

interface KeepWebhook {
  readonly origin: string
  readonly remembered: DevFile | null
}

async function keepWebhook(
  context: ManagementContext,
  workspace: Workspace,
  { origin, remembered }: KeepWebhook,
): Promise<Id> {
  const url = inboxHookUrl(origin)
  const known = context.engine.catalog.webhook(remembered?.webhookId ?? '')
  if (known?.workspaceId === workspace.id) {
    // The server may have got another port this time.
    const isSetTo = known.url === url
    if (!isSetTo) await updateWebhook(context, { id: known.id, url }, null)
    return known.id
  }
  const { webhook } = await createWebhook(
    context,
    {
      workspace,
      profile: workspace.defaultProfile,
      url,
      eventTypes: ['*'],
      channels: [],
      name: 'Inbox',
      description: 'The inbox of posthorn dev',
      active: true,
      retryDelaysMs: null,
      secret: null,
    },
    null,
  )
  return webhook.id
}
