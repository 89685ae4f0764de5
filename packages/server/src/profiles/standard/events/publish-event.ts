import { RequestError } from '../../../domain/errors.ts'
import { prepareJson } from '../../../http/prepared-json.ts'
import { defineRoute } from '../../../http/route.ts'
import { acceptedSchema, publishSchema } from './event-schema.ts'
import { acceptedJson, toPublishRequest } from './publish.ts'
import { idempotencyKeyOf, scanPublish } from './read-publish.ts'

/** The largest `data` that a server may be set to take, and room for the fields around it. */
const maxBodyBytes = 1024 * 1024 + 64 * 1024

export const publishEventRoute = defineRoute({
  method: 'POST',
  path: '/v1/events',
  operationId: 'publishEvent',
  tag: 'Events',
  summary: 'Publish an event',
  description:
    'Answered when the event and its deliveries are safely on disk. With an `id`, or the header `Idempotency-Key`, a repeat gets the first answer again, with the header `Idempotent-Replayed: true`.',
  scope: 'publish',
  body: publishSchema,
  bodyCheck: 'documented',
  maxBodyBytes,
  answer: { status: 202, description: 'It is accepted.', schema: acceptedSchema },
  refusals: ['not_found', 'conflict', 'payload_too_large', 'unavailable'],
  async handle({ caller, rawBody, request, reply }, context) {
    const fields = scanPublish(rawBody, context.settings.maxDataBytes)
    const key = keyOf(request.headers['idempotency-key'], fields.id)
    const published = toPublishRequest(context, { caller, key }, fields)
    const [result] = await context.engine.publish([published])
    if (result === undefined) throw new Error('The engine answered no publish')
    if (result.kind === 'refused') throw result.error
    if (result.duplicate) reply.header('Idempotent-Replayed', 'true')
    return prepareJson(reply, acceptedJson(published, result, fields.occurredAtMs))
  },
})

function keyOf(header: string | string[] | undefined, id: string | null): string | null {
  if (header === undefined) return id
  const key = idempotencyKeyOf(String(header), 'The header Idempotency-Key')
  if (id === null || id === key) return key
  throw new RequestError(
    'validation_error',
    '`id` and the header Idempotency-Key differ. Send one of them, or the same in both.',
    { field: 'id' },
  )
}
