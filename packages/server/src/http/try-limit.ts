import type { Clock } from '../domain/clock.ts'
import { RequestError } from '../domain/errors.ts'
import { createRateLimiter } from './rate-limiter.ts'
import type { Gate } from './request-gate.ts'

/** Of what is longer the rest is not told apart: what is counted has to be small. */
const longestCounted = 128

/**
 * Bounds how often a route may be asked by whomever for the same parameters of its path, however they
 * are spelled there: for what is guessed at. Throws `rate_limited`.
 */
export function createTryLimit(perMinute: number, clock: Clock): Gate {
  const limiter = createRateLimiter({ requests: perMinute, seconds: 60 }, clock)
  return (request, _reply, done) => {
    const named = JSON.stringify(request.params).slice(0, longestCounted)
    const { allowed, retryAfterS } = limiter.take(named)
    done(allowed ? undefined : tooMany(retryAfterS))
  }
}

function tooMany(retryAfterS: number): RequestError {
  return new RequestError('rate_limited', `Too many tries. Try again in ${retryAfterS} s.`, {
    retryAfterS,
  })
}
