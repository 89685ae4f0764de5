import { Type } from 'typebox'
import { RequestError } from '../../../domain/errors.ts'
import { defineRoute } from '../../../http/route.ts'
import { webhookUrl } from '../../../management/webhook-url.ts'
import { answerObject, closedObject, nullable } from '../schemas.ts'

export const checkUrlRoute = defineRoute({
  method: 'POST',
  path: '/v1/webhook-urls/check',
  operationId: 'checkWebhookUrl',
  tag: 'Webhooks',
  summary: 'Check a URL before a webhook is made of it',
  description:
    'By the rules that creating a webhook goes by. No request is made, and no name is looked up.',
  scope: 'read',
  portal: 'manage_webhooks',
  body: closedObject({
    url: Type.String({ description: 'As somebody has typed it.' }),
    profile: Type.Optional(
      Type.String({ description: 'By whose rules; `standard` unless told.', maxLength: 64 }),
    ),
  }),
  answer: {
    status: 200,
    description: 'The verdict.',
    schema: answerObject({
      url: nullable(Type.String(), { description: 'As it would be kept; null: it is refused.' }),
      problem: nullable(Type.String(), { description: 'Why it is refused; null: it is not.' }),
    }),
  },
  async handle({ body, surface }, context) {
    const profile = context.profiles.get(body.profile ?? surface.name)
    if (profile === undefined) {
      throw new RequestError('validation_error', 'There is no such profile on this server.', {
        field: 'profile',
      })
    }
    try {
      return { url: webhookUrl(context, profile.rules, body.url), problem: null }
    } catch (error) {
      if (error instanceof RequestError) return { url: null, problem: error.message }
      throw error
    }
  },
})
