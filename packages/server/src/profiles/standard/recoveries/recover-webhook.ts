import { Type } from 'typebox'
import { RequestError } from '../../../domain/errors.ts'
import { longestEventTypeName } from '../../../domain/event-type.ts'
import { defineRoute } from '../../../http/route.ts'
import { parseTimestamp } from '../../../http/timestamps.ts'
import { recoverWebhook } from '../../../management/recover-webhook.ts'
import { closedObject } from '../schemas.ts'
import { findWebhook } from '../webhooks/webhook-schema.ts'
import { recoveredStatusField, recoverySchema, showRecovery } from './recovery-schema.ts'

const timeField = (description: string, example: string) =>
  Type.String({ format: 'date-time', description, examples: [example] })

export const recoverWebhookRoute = defineRoute({
  method: 'POST',
  path: '/v1/webhooks/{id}/recover',
  operationId: 'recoverWebhook',
  tag: 'Recoveries',
  summary: 'Send a webhook what it did not get',
  description:
    'Goes on in the background, oldest event first, at a rate that leaves live traffic alone, through restarts too. It gets only what it would get today. One recovery of a webhook at a time.',
  scope: 'manage',
  portal: 'replay',
  params: { id: 'The webhook: `hook_…`' },
  body: closedObject({
    since: timeField('Only events that were accepted then or later.', '2026-01-15T12:30:00Z'),
    until: Type.Optional(
      timeField('Only events that were accepted before; now unless told.', '2026-01-16T00:00:00Z'),
    ),
    types: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: longestEventTypeName }), {
        minItems: 1,
        maxItems: 1000,
        description: 'Only events of these types; of every type that it wants unless told.',
        examples: [['user.created']],
      }),
    ),
    status: Type.Optional(recoveredStatusField),
  }),
  answer: { status: 202, description: 'It has begun.', schema: recoverySchema },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { id: webhookId } = findWebhook(call, context)
    const { since, until, types, status } = call.body
    const request = {
      webhookId,
      sinceMs: timeOf('since', since),
      untilMs: until === undefined ? null : timeOf('until', until),
      types: types === undefined ? null : [...new Set(types)],
      status: status ?? 'any',
    }
    return showRecovery(await recoverWebhook(context, request, call.caller))
  },
})

function timeOf(field: string, text: string): number {
  const timeMs = parseTimestamp(text)
  if (timeMs !== null && timeMs >= 0) return timeMs
  throw new RequestError(
    'validation_error',
    `\`${field}\` has to be a time like 2026-01-15T12:30:00Z, with its offset.`,
    { field },
  )
}
