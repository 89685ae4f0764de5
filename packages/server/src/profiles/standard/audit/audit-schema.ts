import { Type, type Static } from 'typebox'
import type { AuditEntry } from '../../../domain/audit.ts'
import { isId } from '../../../domain/ids.ts'
import { formatPublicId, type PublicIdKind } from '../../../http/public-ids.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { answerObject, idOf, nullable, timestamp } from '../schemas.ts'

export const auditEntrySchema = answerObject(
  {
    id: idOf('auditEntry', 'The entry.'),
    at: timestamp('When it was changed.'),
    workspace: nullable(idOf('workspace', 'Where'), { description: 'null: the server itself.' }),
    actor: nullable(
      idOf(
        'key',
        'The API key (`key_…`), the operator (`operator_…`) or the portal (`portal_…`) that asked',
      ),
      {
        description: 'null: Posthorn itself.',
      },
    ),
    action: Type.String({ description: 'What was done.', examples: ['webhook.update'] }),
    target: Type.String({
      description: 'To what: an id, or the name of an event type.',
      examples: ['hook_019a8f3b2c4d7e5f8a1b3c5d7e9f0000'],
    }),
    detail: Type.Record(Type.String(), Type.Unknown(), {
      description: 'What was set. Where a secret was, there is `…`.',
    }),
  },
  { title: 'AuditEntry', description: 'One change.' },
)

/** What the first word of an action is about. Other targets have names of their own. */
const targetKinds = new Map<string, PublicIdKind>([
  ['webhook', 'webhook'],
  ['workspace', 'workspace'],
  ['credits', 'workspace'],
  ['key', 'key'],
  ['operator', 'operator'],
  ['event', 'event'],
  ['delivery', 'delivery'],
  ['portal_link', 'portal'],
])

export function showAuditEntry(entry: AuditEntry): Static<typeof auditEntrySchema> {
  const { id, atMs, workspaceId, actor, action } = entry
  return {
    id: formatPublicId('auditEntry', id),
    at: formatTimestamp(atMs),
    workspace: workspaceId === null ? null : formatPublicId('workspace', workspaceId),
    actor: actor === null ? null : formatPublicId(actor.kind, actor.id),
    action,
    target: targetOf(entry),
    detail: Object.fromEntries(
      Object.entries(entry.detail).map(([field, value]) => [snakeCase(field), value]),
    ),
  }
}

function targetOf({ action, targetId, actor }: AuditEntry): string {
  // Whoever signs in is what it is about.
  if (actor?.id === targetId) return formatPublicId(actor.kind, actor.id)
  const kind = targetKinds.get(action.split('.', 1)[0] ?? '')
  return kind !== undefined && isId(targetId) ? formatPublicId(kind, targetId) : targetId
}

function snakeCase(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
