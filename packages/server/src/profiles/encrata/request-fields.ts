import { Type, type TSchema } from 'typebox'

/** What clients of the product send as null has not been said. */
export function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

/** Ids are not held to a pattern: one of another form names nothing, like one that is not there. */
export const idField = Type.String({ minLength: 1, description: 'A UUID.' })
