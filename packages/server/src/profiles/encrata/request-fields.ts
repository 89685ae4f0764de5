import { Type, type Static, type TSchema } from 'typebox'

/** The value, held to its schema, or null. (In a union every refusal would be one of the union.) */
export function orNull<Schema extends TSchema & { readonly type: string }>(schema: Schema) {
  return Type.Unsafe<Static<Schema> | null>({ ...schema, type: [schema.type, 'null'] })
}

/** Ids are not held to a pattern: one of another form names nothing, like one that is not there. */
export const idField = Type.String({ minLength: 1, description: 'A UUID.' })
