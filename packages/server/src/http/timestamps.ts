/** RFC 3339 in UTC, to the second: `2026-01-15T12:00:00Z`. */
export function formatTimestamp(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`
}

export function formatTimestampOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : formatTimestamp(timeMs)
}

/** ISO 8601 without an offset, in UTC all the same, to the second: `2026-01-15T12:00:00`. */
export function formatNaiveTimestamp(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19)
}

/** RFC 3339 in UTC, to the microsecond: `2026-01-15T12:00:00.250000Z`. */
export function formatMicrosecondTimestamp(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 23)}000Z`
}

const timestampPattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/

const firstTimeMs = Date.parse('0000-01-01T00:00:00Z')
const lastTimeMs = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * Milliseconds since 1970 UTC of an RFC 3339 time, whatever its offset; null when it is none, as
 * with a month 13, a 30th of February or no offset at all. A leap second is the second after it.
 */
export function parseTimestamp(text: string): number | null {
  const match = timestampPattern.exec(text)
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number)
  const offsetHours = Number(match[9] ?? 0)
  const offsetMinutes = Number(match[10] ?? 0)
  if (hour > 23 || minute > 59 || second > 60 || offsetHours > 23 || offsetMinutes > 59) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const offset = (offsetHours * 60 + offsetMinutes) * (match[8] === '-' ? 1 : -1)
  const timeMs =
    date.getTime() + ((hour * 60 + minute + offset) * 60 + second) * 1000 + milliseconds
  // An offset may lead out of the years that four digits can tell.
  return timeMs >= firstTimeMs && timeMs <= lastTimeMs ? timeMs : null
}
