import { randomUUID } from 'node:crypto'

import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'

import type { Job, JobQueue } from './job.ts'

interface PublishedEvent {
  readonly type: string
  readonly data: object
}

const eventSchema = {
  type: 'object',
  required: ['type', 'data'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', minLength: 1, maxLength: 256 },
    data: {
      type: 'object',
      required: ['sent_us', 'serial', 'text'],
      properties: {
        sent_us: { type: 'integer' },
        serial: { type: 'string' },
        text: { type: 'string' },
      },
    },
  },
}

const acceptedSchema = { type: 'object', properties: { id: { type: 'string' } } }

/**
 * The API that a team would put before its queue: authentication, a schema, 202 once the queue has
 * the jobs. `webhooksOf` names the webhooks of the workspace that a token belongs to.
 */
export function createPublishServer(
  queue: JobQueue,
  webhooksOf: ReadonlyMap<string, readonly number[]>,
): FastifyInstance {
  const server = Fastify({ bodyLimit: 4 << 20 })

  const authenticate = (authorization = ''): readonly number[] => {
    const webhooks = webhooksOf.get(authorization.replace(/^Bearer /, ''))
    if (!webhooks) throw Object.assign(new Error('Unknown token'), { statusCode: 401 })
    return webhooks
  }

  server.post<{ Body: PublishedEvent }>(
    '/v1/events',
    { schema: { body: eventSchema, response: { 202: acceptedSchema } } },
    async (request, reply) => {
      const { id, jobs } = fanOut(request.body, authenticate(request.headers.authorization))
      const [only] = jobs
      if (jobs.length === 1 && only) await queue.add(only)
      else await queue.addMany(jobs)
      return reply.code(202).send({ id })
    },
  )

  server.post<{ Body: { readonly events: PublishedEvent[] } }>(
    '/v1/events/batch',
    {
      schema: {
        body: {
          type: 'object',
          required: ['events'],
          properties: { events: { type: 'array', maxItems: 1000, items: eventSchema } },
        },
        response: {
          202: { type: 'object', properties: { data: { type: 'array', items: acceptedSchema } } },
        },
      },
    },
    async (request, reply) => {
      const webhooks = authenticate(request.headers.authorization)
      const published = request.body.events.map((event) => fanOut(event, webhooks))
      await queue.addMany(published.flatMap(({ jobs }) => jobs))
      return reply.code(202).send({ data: published.map(({ id }) => ({ id })) })
    },
  )

  server.get('/recorded', async () => ({ recorded: await queue.countRecorded() }))
  return server
}

function fanOut(
  event: PublishedEvent,
  webhooks: readonly number[],
): { readonly id: string; readonly jobs: readonly Job[] } {
  const id = randomUUID()
  const createdAt = new Date().toISOString()
  const { type, data } = event
  return {
    id,
    jobs: webhooks.map((webhookId) => ({ eventId: id, type, createdAt, data, webhookId })),
  }
}
