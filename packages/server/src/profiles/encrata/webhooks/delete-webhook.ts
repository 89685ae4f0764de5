import { Type } from 'typebox'
import { RequestError } from '../../../domain/errors.ts'
import { parseUuid } from '../../../domain/ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { deleteWebhook } from '../../../management/delete-webhook.ts'
import { ownWebhook } from '../../own-webhooks.ts'
import { idField, orNull } from '../request-fields.ts'

const named = Type.Object({ id: Type.Optional(orNull(idField)) })

/** The product's clients name the webhook in a body, which not every HTTP client sends with DELETE. */
export const deleteWebhookRoute = defineRoute({
  method: 'DELETE',
  path: '/api/webhooks',
  operationId: 'deleteWebhook',
  tag: 'Webhooks',
  summary: 'Delete a webhook',
  description: 'Its deliveries are not listed any more. The `id` is in the body or in the query.',
  scope: 'manage',
  query: Type.Object({ id: Type.Optional(idField) }),
  body: named,
  bodyIsOptional: true,
  answer: {
    status: 200,
    description: 'It is gone.',
    schema: Type.Object({ status: Type.Literal('deleted') }),
  },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const inBody = call.body?.id ?? undefined
    const id = inBody ?? call.query.id
    if (id === undefined) throw new RequestError('validation_error', 'id is required')
    if (inBody !== undefined && call.query.id !== undefined && call.query.id !== inBody) {
      throw new RequestError('validation_error', 'id in the body and id in the query differ')
    }
    const webhook = ownWebhook(call, parseUuid(id), context)
    await deleteWebhook(context, webhook, call.caller)
    return { status: 'deleted' as const }
  },
})
