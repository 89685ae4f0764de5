import { RequestError } from '../../../domain/errors.ts'
import { longestSubject } from '../../../domain/event.ts'
import { defineRoute } from '../../../http/route.ts'
import { eraseSubject } from '../../../management/erase-subject.ts'
import { isPrintable } from '../../../management/printable.ts'
import { findWorkspace } from '../workspaces/workspace-schema.ts'
import { erasureSchema, showErasure } from './erasure-schema.ts'

export const deleteSubjectRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/workspaces/{id}/subjects/{subject}',
  operationId: 'deleteSubject',
  tag: 'Workspaces',
  summary: 'Delete everything about a subject',
  description:
    'Events that were published with this `subject` so far, with their deliveries and attempts. Nothing of them is sent any more; they are removed in the background.',
  scope: 'admin',
  params: { id: 'The workspace: `ws_…`', subject: 'The subject, percent-encoded.' },
  answer: { status: 202, description: 'It has begun.', schema: erasureSchema },
  refusals: ['not_found'],
  async handle({ caller, params: { id, subject } }, context) {
    const workspace = findWorkspace(caller, id, context.engine.catalog)
    if (!isPrintable(subject, longestSubject)) {
      throw new RequestError(
        'validation_error',
        `\`subject\` has to have 1 to ${longestSubject} printable characters.`,
        { field: 'subject' },
      )
    }
    const wanted = { workspaceId: workspace.id, subject }
    return showErasure(await eraseSubject(context, wanted, caller))
  },
})
