const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** The largest unit that fits, so that nobody has to divide. */
const units = [
  ['day', dayMs],
  ['hour', hourMs],
  ['minute', minuteMs],
  ['second', secondMs],
] as const

/** `3 minutes ago`, `in 2 hours`, `now`. */
export function formatDistance(distanceMs: number, locale = 'en'): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  for (const [unit, unitMs] of units) {
    if (Math.abs(distanceMs) >= unitMs) {
      return words.format(Math.trunc(distanceMs / unitMs), unit)
    }
  }
  return words.format(0, 'second')
}

/** `15 Jan 2026, 12:30:05` in the reader's own time zone. */
export function formatMoment(timeMs: number): string {
  return new Date(timeMs).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
}

/** `45 ms`, `1.2 s`, `3 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < secondMs) return `${Math.round(durationMs)} ms`
  if (durationMs < minuteMs) return `${trim(durationMs / secondMs)} s`
  if (durationMs < hourMs) return `${trim(durationMs / minuteMs)} min`
  return durationMs < dayMs ? `${trim(durationMs / hourMs)} h` : `${trim(durationMs / dayMs)} d`
}

function trim(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '')
}
