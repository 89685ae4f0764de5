import { Type } from 'typebox'
import { parseUuid } from '../../../domain/ids.ts'
import { describeFailure } from '../../../domain/outcome.ts'
import { defineRoute } from '../../../http/route.ts'
import { sendTest } from '../../../management/send-test.ts'
import { rulesOf } from '../../../management/webhook-fields.ts'
import { ownWebhook } from '../../own-webhooks.ts'
import { idField, orNull } from '../request-fields.ts'

export const sendTestRoute = defineRoute({
  method: 'POST',
  path: '/api/webhooks/test',
  operationId: 'testWebhook',
  tag: 'Webhooks',
  summary: 'Send a test event',
  description: 'One attempt, answered when it has ended.',
  scope: 'manage',
  body: Type.Object({ id: idField }),
  answer: {
    status: 200,
    description: 'What was sent, and then what came back.',
    schema: Type.Object({
      status: Type.Literal('sent', { description: 'Whatever came of it.' }),
      url: Type.String(),
      signature: orNull(Type.String({ description: 'As it was sent; null: nothing was signed.' })),
      status_code: orNull(Type.Integer({ description: 'Of the answer; null: there was none.' })),
      response_body: orNull(Type.String({ description: 'null: there was no answer.' })),
      error: orNull(Type.String({ description: 'What went wrong; null for a 2xx.' })),
    }),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const webhook = ownWebhook(call, parseUuid(call.body.id), context)
    const { signatureHeader } = rulesOf(context, webhook.profile)
    const { attempt, reason } = await sendTest(context, webhook.id)
    const outcome = attempt?.outcome
    const answer = outcome?.kind === 'answered' ? outcome : null
    return {
      status: 'sent' as const,
      url: webhook.url,
      signature: headerIn(attempt?.requestHeaders ?? '', signatureHeader),
      status_code: answer?.status ?? null,
      response_body: answer === null ? null : Buffer.from(answer.body).toString('utf8'),
      error: outcome === undefined ? reason : describeFailure(outcome),
    }
  },
})

/** @param lines - `name: value` lines, in the names' own spelling */
function headerIn(lines: string, name: string | null): string | null {
  if (name === null) return null
  const line = lines.split('\n').find((each) => each.startsWith(`${name}: `))
  return line?.slice(name.length + 2) ?? null
}
