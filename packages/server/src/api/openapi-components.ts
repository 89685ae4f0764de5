export type JsonObject = Readonly<Record<string, unknown>>

/** Gathers the schemas that have a title, so that each stands in the document once. */
export interface Components {
  /** The schema as plain JSON, with references in place of what has a title. */
  reference(schema: unknown): JsonObject
  schemas(): JsonObject
}

/** Keywords whose value is no schema, whatever it looks like. */
function isData(keyword: string): boolean {
  return ['const', 'default', 'enum', 'example', 'examples'].includes(keyword)
}

export function createComponents(): Components {
  const named = new Map<string, unknown>()

  function convert(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(convert)
    if (typeof value !== 'object' || value === null) return value
    if (!('title' in value) || typeof value.title !== 'string') return convertMembers(value)
    // Set before its members are converted, which may lead back here.
    if (!named.has(value.title)) {
      named.set(value.title, null)
      named.set(value.title, convertMembers(value))
    }
    return { $ref: `#/components/schemas/${value.title}` }
  }

  function convertMembers(value: object): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, isData(key) ? member : convert(member)]),
    )
  }

  return {
    // A schema is an object, and converting keeps it one.
    reference: (schema) => convert(schema) as JsonObject,
    schemas: () => Object.fromEntries(named),
  }
}
