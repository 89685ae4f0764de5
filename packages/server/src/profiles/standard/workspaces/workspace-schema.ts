import { Type, type Static } from 'typebox'
import type { Caller } from '../../../domain/caller.ts'
import type { Workspace } from '../../../domain/workspace.ts'
import type { Catalog } from '../../../engine/catalog.ts'
import { formatPublicId, parsePublicId } from '../../../http/public-ids.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { workspaceFor } from '../../../http/workspace-access.ts'
import { answerObject, idOf, timestamp } from '../schemas.ts'

export const workspaceFields = {
  name: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'For people.',
    examples: ['Acme Ltd'],
  }),
  default_profile: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'The profile of webhooks that are created here without naming one.',
    examples: ['standard'],
  }),
  open_catalogue: Type.Boolean({
    description: 'Whether events of types that no catalogue knows are accepted.',
  }),
}

export const workspaceAnswerFields = {
  id: idOf('workspace', 'The workspace.'),
  ...workspaceFields,
  created_at: timestamp('When it was created.'),
  updated_at: timestamp('When it was last changed.'),
}

export const workspaceSchema = answerObject(workspaceAnswerFields, {
  title: 'Workspace',
  description: 'A tenant: one customer organization of the product that sends webhooks.',
})

export function showWorkspace(workspace: Workspace): Static<typeof workspaceSchema> {
  return {
    id: formatPublicId('workspace', workspace.id),
    name: workspace.name,
    default_profile: workspace.defaultProfile,
    open_catalogue: workspace.openCatalogue,
    created_at: formatTimestamp(workspace.createdAtMs),
    updated_at: formatTimestamp(workspace.updatedAtMs),
  }
}

/** The workspace that a path names. Throws `not_found`. */
export function findWorkspace(caller: Caller, publicId: string, catalog: Catalog): Workspace {
  return workspaceFor(caller, parsePublicId('workspace', publicId), catalog)
}
