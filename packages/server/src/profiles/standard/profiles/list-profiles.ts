import { Type, type Static } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import type { ManagedProfile } from '../../../management/management-context.ts'
import { pageAnswer, pageOf, pageQuery } from '../paging.ts'
import { answerObject, closedObject, nullable } from '../schemas.ts'
import { showSignature, signatureSchema } from './signature-schema.ts'

const profileSchema = answerObject(
  {
    name: Type.String({ examples: ['standard'] }),
    event_types: nullable(Type.Array(Type.String()), {
      description: 'What its webhooks may ask for; null: every type that the workspace knows.',
    }),
    accepts_any_type: Type.Boolean({ description: 'Whether `*` may stand for all of them.' }),
    accepts_secret: Type.Boolean({ description: 'Whether a webhook may bring its own secret.' }),
    requires_https: Type.Boolean(),
    max_active_webhooks: nullable(Type.Integer(), {
      description: 'In one workspace; null: as many as are wanted.',
    }),
    signature_header: nullable(Type.String(), {
      description: 'Where the first signature of a delivery stands; null: nothing is signed.',
    }),
    signatures: Type.Array(signatureSchema, { description: 'Each delivery carries all of them.' }),
    timeout_ms: Type.Integer({ description: 'For one attempt.' }),
    retry_delays_ms: Type.Array(Type.Integer(), {
      description: 'Before each retry, counted from the end of the attempt before.',
    }),
  },
  { title: 'Profile', description: 'How a product speaks webhooks.' },
)

export const listProfilesRoute = defineRoute({
  method: 'GET',
  path: '/v1/profiles',
  operationId: 'listProfiles',
  tag: 'Profiles',
  summary: 'List profiles',
  description: 'Those that are enabled on this server, and what each one lays down.',
  scope: 'read',
  portal: 'read',
  query: closedObject(pageQuery),
  answer: { status: 200, description: 'A page of profiles.', schema: pageAnswer(profileSchema) },
  async handle({ query }, { profiles }) {
    return pageOf([...profiles.values()], query, showProfile)
  },
})

function showProfile({ rules, delivery }: ManagedProfile): Static<typeof profileSchema> {
  return {
    name: rules.name,
    event_types: rules.openToAllTypes ? null : rules.eventTypes.map(({ name }) => name),
    accepts_any_type: rules.acceptsAnyType,
    accepts_secret: rules.acceptsSecret,
    requires_https: rules.requiresHttps,
    max_active_webhooks: rules.maxActiveWebhooks,
    signature_header: rules.signatureHeader,
    signatures: rules.signatures.map(showSignature),
    timeout_ms: delivery.timeoutMs,
    retry_delays_ms: [...delivery.retry.delaysMs],
  }
}
