/**
 * The headers of a request, in any of the shapes that frameworks have: a Web `Headers`, or a record
 * such as Node's `IncomingHttpHeaders`. Names are compared without regard to case.
 */
export type HeaderSource =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined }

/** A header's value, or undefined when it is absent or empty. Never throws on what was sent. */
export function readHeader(headers: HeaderSource, name: string): string | undefined {
  const value = typeof headers.get === 'function' ? headers.get(name) : readRecord(headers, name)
  // Several headers of one name read as one list, as `Headers` itself does it.
  const text = Array.isArray(value) ? value.join(', ') : value
  return typeof text === 'string' && text !== '' ? text : undefined
}

function readRecord(record: object, name: string): unknown {
  const wanted = name.toLowerCase()
  return Object.entries(record).find(([key]) => key.toLowerCase() === wanted)?.[1]
}

export function assertHeaders(headers: unknown): asserts headers is HeaderSource {
  if (typeof headers === 'object' && headers !== null) return
  throw new TypeError('headers must be a Headers object or a record of names and values')
}
