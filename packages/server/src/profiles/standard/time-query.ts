import { Type } from 'typebox'
import { RequestError } from '../../domain/errors.ts'
import { parseTimestamp } from '../../http/timestamps.ts'

/** A query field that narrows a list down to a span of time. */
export function timeQuery(description: string) {
  return Type.Optional(Type.String({ description, examples: ['2026-01-15T12:30:00Z'] }))
}

/** Milliseconds since 1970 UTC; null when the field is not there. Throws `validation_error`. */
export function readTimeQuery(field: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const timeMs = parseTimestamp(text)
  if (timeMs !== null) return timeMs
  throw new RequestError(
    'validation_error',
    `\`${field}\` has to be a time like 2026-01-15T12:30:00Z, with its offset.`,
    { field, value: text.slice(0, 64) },
  )
}
