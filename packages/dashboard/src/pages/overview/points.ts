import type { Overview, Traffic } from '@posthorn/sdk/client'

/** A slot of time with its beginning. */
export interface Point extends Traffic {
  readonly atMs: number
  /** For an axis: `14:05`, or `Mon 14:00` where several days stand side by side. */
  readonly label: string
}

const dayS = 24 * 60 * 60

export function pointsOf({ from, step_s: stepS, data }: Overview): Point[] {
  const beginMs = Date.parse(from)
  const isLong = data.length * stepS > dayS
  return data.map((traffic, index) => {
    const atMs = beginMs + index * stepS * 1000
    return { ...traffic, atMs, label: labelOf(atMs, isLong) }
  })
}

function labelOf(atMs: number, isLong: boolean): string {
  return new Date(atMs).toLocaleString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(isLong ? { weekday: 'short' } : {}),
  })
}
