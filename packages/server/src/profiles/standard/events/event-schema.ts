import { Type, type Static } from 'typebox'
import { eventTypeNamePattern, longestEventTypeName } from '../../../domain/event-type.ts'
import { longestSubject, type Event, type RejectedEvent } from '../../../domain/event.ts'
import { formatEventId, formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { printablePattern } from '../../../management/printable.ts'
import { longestIdempotencyKey } from '../../../management/publish-idempotency.ts'
import { answerObject, closedObject, idOf, timestamp, workspaceField } from '../schemas.ts'
import { channelsField } from '../webhooks/webhook-schema.ts'

const anyObject = Type.Unsafe<object>({ type: 'object' })

const subjectField = Type.String({
  minLength: 1,
  maxLength: longestSubject,
  pattern: printablePattern,
  examples: ['customer_42'],
})

/** What `readPublish` checks, for the description of the API. */
export const publishSchema = closedObject(
  {
    type: Type.String({
      pattern: eventTypeNamePattern,
      maxLength: longestEventTypeName,
      description: 'What kind of event it is.',
      examples: ['user.created'],
    }),
    data: Type.Unsafe<object>({
      type: 'object',
      description:
        'What happened, delivered as it is. At most 256 KiB and 64 levels; no key twice in an object; numbers that a double can hold.',
      examples: [{ id: 'user_123', name: 'John Doe' }],
    }),
    id: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: longestIdempotencyKey,
        description:
          'Your own id for it: makes a repeat within a day safe, as the header `Idempotency-Key` does.',
      }),
    ),
    channels: Type.Optional({
      ...channelsField,
      description: 'Webhooks that have channels get it only if they have one of these.',
    }),
    subject: Type.Optional({
      ...subjectField,
      description:
        'Whom it is about, such as an id of yours. Everything about a subject can be deleted at once.',
    }),
    created_at: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'When it happened; now unless told.',
        examples: ['2026-01-15T12:30:00Z'],
      }),
    ),
    workspace: workspaceField,
  },
  { title: 'NewEvent' },
)

/** There only where the publisher gave them. */
const labelFields = {
  channels: Type.Optional(
    Type.Array(channelsField.items, {
      description:
        'What it was published to; and what its data names, where its type says that this is a channel.',
    }),
  ),
  subject: Type.Optional({ ...subjectField, description: 'Whom it is about.' }),
}

const eventFields = {
  id: idOf('event', 'The event, the same in all of its deliveries.'),
  type: Type.String({ examples: ['user.created'] }),
  created_at: timestamp('When it happened.'),
}

export const acceptedSchema = answerObject(eventFields, { title: 'AcceptedEvent' })

const storedFields = { ...eventFields, workspace: idOf('workspace', 'Whose it is.') }

/** In lists, which leave `data` to the event's own page. */
export const listedEventSchema = answerObject(
  { ...storedFields, ...labelFields },
  { title: 'ListedEvent' },
)

const reasonField = Type.String({
  description: 'Why the event was rejected. It went to nobody.',
  examples: ['data.id has to be a string.'],
})

export const rejectedEventSchema = answerObject(
  { ...storedFields, ...labelFields, rejected: reasonField },
  { title: 'RejectedEvent' },
)

export const eventFieldsWithData = {
  ...storedFields,
  data: { ...anyObject, description: 'As it was published, byte for byte.' },
  ...labelFields,
  rejected: Type.Optional(reasonField),
}

export function showRejectedEvent(event: RejectedEvent): Static<typeof rejectedEventSchema> {
  return { ...showListedEvent(event), rejected: event.reason }
}

export function showListedEvent(event: Event): Static<typeof listedEventSchema> {
  const { type, occurredAtMs, workspaceId, channels, subject } = event
  return {
    id: formatEventId(event),
    type,
    created_at: formatTimestamp(occurredAtMs),
    workspace: formatPublicId('workspace', workspaceId),
    ...(channels.length === 0 ? {} : { channels: [...channels] }),
    ...(subject === null ? {} : { subject }),
  }
}
