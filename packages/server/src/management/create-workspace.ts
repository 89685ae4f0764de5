import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Workspace } from '../domain/workspace.ts'
import { auditEntry } from './audit-entry.ts'
import type { ManagementContext } from './management-context.ts'

export interface NewWorkspace {
  readonly name: string
  readonly defaultProfile?: string
  readonly openCatalogue?: boolean
}

/** Throws `validation_error` for a profile that is not there. */
export async function createWorkspace(
  context: ManagementContext,
  wanted: NewWorkspace,
  actor: Actor | null,
): Promise<Workspace> {
  const { name, defaultProfile = 'standard', openCatalogue = false } = wanted
  assertProfile(context, defaultProfile)
  const nowMs = context.clock.nowMs()
  const workspace: Workspace = {
    id: context.ids.next(),
    name,
    defaultProfile,
    openCatalogue,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    deletedAtMs: null,
  }
  const audit = auditEntry(context, {
    workspaceId: workspace.id,
    actor,
    action: 'workspace.create',
    targetId: workspace.id,
    detail: { name, defaultProfile, openCatalogue },
  })
  await context.store.insertWorkspace(workspace, audit)
  await context.engine.refreshCatalog()
  return workspace
}

/** Throws `validation_error` when no profile has this name. */
export function assertProfile({ profiles }: ManagementContext, name: string): void {
  if (profiles.has(name)) return
  const known = [...profiles.keys()].map((profile) => `"${profile}"`).join(', ')
  throw new RequestError('validation_error', `\`default_profile\` has to be one of ${known}.`, {
    field: 'default_profile',
    value: name,
  })
}
