import { Type, type TProperties, type TSchema, type TSchemaOptions } from 'typebox'
import { keyScopes } from '../../domain/api-key.ts'
import { idPrefixes, type PublicIdKind } from '../../http/public-ids.ts'

const exampleDigits = '019a8f3b2c4d7e5f8a1b3c5d7e9f0000'

/** An object that has these fields and no others. */
export function closedObject<Properties extends TProperties>(
  properties: Properties,
  options: TSchemaOptions = {},
) {
  return Type.Object(properties, { ...options, additionalProperties: false })
}

export function nullable<Schema extends TSchema>(schema: Schema, options: TSchemaOptions = {}) {
  return Type.Union([schema, Type.Null()], options)
}

/** A field that holds one of these strings. */
export function oneOf<const Values extends readonly string[]>(
  values: Values,
  options: TSchemaOptions = {},
) {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options })
}

/**
 * An id in an answer, or one that a request names. Requests are not held to the pattern: an id of
 * another form names nothing, and is answered like one that is not there.
 */
export function idOf(kind: PublicIdKind, description: string) {
  return Type.String({ description, examples: [idPrefixes[kind] + exampleDigits] })
}

/** A time in an answer: RFC 3339, UTC, to the second. */
export function timestamp(description: string) {
  return Type.String({ format: 'date-time', description, examples: ['2026-01-15T12:00:00Z'] })
}

/** The workspace of a request, which a key of the server has to name. */
export const workspaceField = Type.Optional(
  idOf(
    'workspace',
    'The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own.',
  ),
)

/** The workspace of a request, which may be about all of them. */
export const anyWorkspaceField = Type.Optional(
  idOf(
    'workspace',
    'The workspace; all of them unless told, with a key that is good for all. Otherwise it is the key’s own.',
  ),
)

export const scopeSchema = oneOf(keyScopes, {
  description:
    '`publish`: hand in events. `read`: look at webhooks, events and deliveries. `manage`: change ' +
    'webhooks, retry and replay; includes `read`. `admin`: everything in the workspace.',
})

/** Answers are told in full, but a client has to bear fields that it does not know yet. */
export function answerObject<Properties extends TProperties>(
  properties: Properties,
  options: TSchemaOptions = {},
) {
  return Type.Object(properties, options)
}

/** What a deletion is answered with. */
export function deletedSchema(kind: PublicIdKind) {
  return answerObject({ id: idOf(kind, 'What was deleted.'), deleted: Type.Boolean() })
}
