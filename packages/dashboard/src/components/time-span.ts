const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How far back, by what stands in the address. */
export const recentSpans = [
  { value: '1h', label: 'Last hour', spanMs: hourMs },
  { value: '24h', label: 'Last 24 hours', spanMs: dayMs },
  { value: '7d', label: 'Last 7 days', spanMs: 7 * dayMs },
  { value: '30d', label: 'Last 30 days', spanMs: 30 * dayMs },
] as const

/**
 * As chosen: how far back, or from one moment to another. Each is empty where it is not chosen; the
 * moments are RFC 3339 in UTC, so that an address means the same wherever it is opened.
 */
export interface ChosenSpan {
  readonly since: string
  readonly from: string
  readonly to: string
}

export const anyTime: ChosenSpan = { since: '', from: '', to: '' }

/** Whether it ends before it begins, or as it does. */
export function isReversed({ from, to }: ChosenSpan): boolean {
  return from !== '' && to !== '' && Date.parse(from) >= Date.parse(to)
}

/** RFC 3339; undefined: without an end. */
export interface TimeBounds {
  readonly from: string | undefined
  readonly to: string | undefined
}

export function readChosenSpan(params: URLSearchParams): ChosenSpan {
  const since = params.get('since') ?? ''
  if (recentSpans.some(({ value }) => value === since)) return { ...anyTime, since }
  return { since: '', from: momentOf(params.get('from')), to: momentOf(params.get('to')) }
}

export function boundsOf({ since, from, to }: ChosenSpan, nowMs: number): TimeBounds {
  const recent = recentSpans.find(({ value }) => value === since)
  if (recent) return { from: new Date(nowMs - recent.spanMs).toISOString(), to: undefined }
  return { from: from === '' ? undefined : from, to: to === '' ? undefined : to }
}

/** What is no moment is left out, as if it were not in the address. */
function momentOf(text: string | null): string {
  const timeMs = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(timeMs) ? '' : shortMoment(timeMs)
}

/** `2026-01-15T12:30:00Z`, for people who read an address. */
function shortMoment(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z')
}

/** For a field of date and time, in the reader's zone: `2026-01-15T13:30`. */
export function localFieldOf(moment: string): string {
  if (moment === '') return ''
  const time = new Date(moment)
  const pad = (number: number, length = 2) => String(number).padStart(length, '0')
  const date = [pad(time.getFullYear(), 4), pad(time.getMonth() + 1), pad(time.getDate())].join('-')
  return `${date}T${pad(time.getHours())}:${pad(time.getMinutes())}`
}

/** The other way round; empty where the field is empty or not whole. */
export function momentOfLocalField(field: string): string {
  const timeMs = Date.parse(field)
  return Number.isNaN(timeMs) ? '' : shortMoment(timeMs)
}

/** `Europe/Berlin, UTC+2`: the zone in which times are shown and typed. */
export function zoneName(at = new Date()): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const minutes = -at.getTimezoneOffset()
  const hours = Math.trunc(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  const offset = `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${rest}`}`
  return timeZone === 'UTC' ? 'UTC' : `${timeZone}, ${offset}`
}
