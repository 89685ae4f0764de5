import type { Overview, Traffic } from '@posthorn/sdk/client'

/** A slot of time with its beginning. */
export interface Point extends Traffic {
  readonly atMs: number
  /** For an axis: `14:05`, or `Mon 14:00` or `15 Jan, 14:00` where several days stand side by side. */
  readonly label: string
}

const dayS = 24 * 60 * 60

export function pointsOf({ from, step_s: stepS, data }: Overview): Point[] {
  const beginMs = Date.parse(from)
  const day = formOfDay(data.length * stepS)
  return data.map((traffic, index) => {
    const atMs = beginMs + index * stepS * 1000
    return { ...traffic, atMs, label: labelOf(atMs, day) }
  })
}

/** How a day is named where there are several: a weekday, unless there are two of it. */
function formOfDay(lengthS: number): Intl.DateTimeFormatOptions {
  if (lengthS <= dayS) return {}
  return lengthS <= 7 * dayS ? { weekday: 'short' } : { day: 'numeric', month: 'short' }
}

function labelOf(atMs: number, day: Intl.DateTimeFormatOptions): string {
  return new Date(atMs).toLocaleString('en-GB', { hour: '2-digit', minute: '2-digit', ...day })
}
