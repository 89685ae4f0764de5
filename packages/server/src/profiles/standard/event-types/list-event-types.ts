import { Type } from 'typebox'
import type { Id } from '../../../domain/ids.ts'
import { defineRoute, type Call } from '../../../http/route.ts'
import { listTypesOfProfile, type KnownEventType } from '../../../management/list-event-types.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { pageAnswer, pageOf, pageQuery } from '../paging.ts'
import { closedObject } from '../schemas.ts'
import {
  catalogueField,
  catalogueOf,
  eventTypeSchema,
  showEventType,
  typesSeenBy,
} from './event-type-schema.ts'

export const listEventTypesRoute = defineRoute({
  method: 'GET',
  path: '/v1/event-types',
  operationId: 'listEventTypes',
  tag: 'Event types',
  summary: 'List event types',
  description: 'Every type that events may have, by name: those that profiles document included.',
  scope: 'read',
  portal: 'read',
  query: closedObject({
    ...catalogueField,
    profile: Type.Optional(
      Type.String({ description: 'Only those that webhooks of this profile may ask for.' }),
    ),
    ...pageQuery,
  }),
  answer: { status: 200, description: 'A page of types.', schema: pageAnswer(eventTypeSchema) },
  refusals: ['not_found'],
  async handle(call, context) {
    const { caller, query } = call
    const workspaceId = catalogueOf(caller, query.workspace, context.engine.catalog)
    return pageOf(typesAskedFor(call, workspaceId, context), query, showEventType)
  },
})

function typesAskedFor(
  call: Pick<Call<unknown, { readonly profile?: string }>, 'query' | 'surface'>,
  workspaceId: Id | null,
  context: ManagementContext,
): KnownEventType[] {
  const { query, surface } = call
  if (query.profile === undefined) return typesSeenBy(call, workspaceId, context)
  const isKnown = surface.knowsAllProfiles === true || query.profile === surface.name
  return isKnown ? listTypesOfProfile(context, workspaceId, query.profile) : []
}
