import type { TObject } from 'typebox'

/**
 * Query values are text. Reads those that the schema declares as integers or booleans; what cannot
 * be read stays text, and the schema then says what is wrong with it.
 */
export function readQueryValues(schema: TObject, query: unknown): Record<string, unknown> {
  // Fastify parses the query into an object whatever it holds.
  const texts = Object.entries(query as Record<string, unknown>)
  return Object.fromEntries(
    texts.map(([name, text]) => [name, readValue(typeOf(schema, name), text)]),
  )
}

function typeOf(schema: TObject, name: string): unknown {
  const property: unknown = Object.hasOwn(schema.properties, name)
    ? schema.properties[name]
    : undefined
  if (typeof property !== 'object' || property === null || !('type' in property)) return undefined
  return property.type
}

function readValue(type: unknown, text: unknown): unknown {
  if (typeof text !== 'string') return text
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (type === 'boolean' && text === 'true') return true
  if (type === 'boolean' && text === 'false') return false
  return text
}
