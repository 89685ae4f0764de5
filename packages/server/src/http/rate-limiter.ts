import type { Clock } from '../domain/clock.ts'

export interface RateLimiter {
  /** Takes one request from a caller's allowance. */
  take(caller: string): RateVerdict
}

/** The limiter's own object, good until the next call: nothing is made for each request. */
export interface RateVerdict {
  readonly allowed: boolean
  readonly remaining: number
  /** When the whole allowance is back, in Unix seconds. */
  readonly resetAtS: number
  /** Whole seconds until one request is allowed again; 0 when one is. */
  readonly retryAfterS: number
}

interface Bucket {
  tokens: number
  filledAtMs: number
}

/** Callers that are remembered. Whoever is forgotten starts with a full allowance. */
const maxBuckets = 100_000

export interface Allowance {
  readonly requests: number
  readonly seconds: number
}

/** A token bucket for each caller: the whole allowance at once, then refilled evenly. */
export function createRateLimiter({ requests, seconds }: Allowance, clock: Clock): RateLimiter {
  const tokensPerMs = requests / (seconds * 1000)
  const buckets = new Map<string, Bucket>()
  const verdict = { allowed: true, remaining: 0, resetAtS: 0, retryAfterS: 0 }

  function bucketOf(caller: string, nowMs: number): Bucket {
    const known = buckets.get(caller)
    if (known !== undefined) {
      const refilled = known.tokens + (nowMs - known.filledAtMs) * tokensPerMs
      known.tokens = Math.min(requests, refilled)
      known.filledAtMs = nowMs
      return known
    }
    if (buckets.size >= maxBuckets) forgetOldest()
    const bucket = { tokens: requests, filledAtMs: nowMs }
    buckets.set(caller, bucket)
    return bucket
  }

  function forgetOldest(): void {
    for (const caller of buckets.keys()) {
      buckets.delete(caller)
      return
    }
  }

  return {
    take(caller) {
      const bucket = bucketOf(caller, clock.monotonicMs())
      verdict.allowed = bucket.tokens >= 1
      if (verdict.allowed) bucket.tokens -= 1
      verdict.remaining = Math.floor(bucket.tokens)
      const fullInMs = (requests - bucket.tokens) / tokensPerMs
      verdict.resetAtS = Math.ceil((clock.nowMs() + fullInMs) / 1000)
      verdict.retryAfterS = verdict.allowed
        ? 0
        : Math.max(1, Math.ceil((1 - bucket.tokens) / tokensPerMs / 1000))
      return verdict
    },
  }
}
