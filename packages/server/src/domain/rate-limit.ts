/** How many deliveries a webhook is sent: what is beyond that waits, and none is dropped. */
export interface RateLimit {
  /** In the long run. Above 0; may be a fraction. */
  readonly perSecond: number
  /** At once after a rest. A whole number, at least 1. */
  readonly burst: number
}

/** Faster than this no limit is told from none. */
export const mostPerSecond = 10_000

/** Without a burst: what comes in a second may come at once. */
export function rateLimitOf(perSecond: number, burst?: number): RateLimit {
  return { perSecond, burst: burst ?? Math.ceil(perSecond) }
}

export function isSameRateLimit(a: RateLimit | null, b: RateLimit | null): boolean {
  return a?.perSecond === b?.perSecond && a?.burst === b?.burst
}
