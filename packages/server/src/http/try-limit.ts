import type { Clock } from '../domain/clock.ts'
import { RequestError } from '../domain/errors.ts'
import { createRateLimiter } from './rate-limiter.ts'
import type { Gate } from './request-gate.ts'
import { pathOf } from './surface.ts'

/** Of a path that is longer the rest is not told apart: what is counted has to be small. */
const longestPath = 128

/**
 * Bounds how often each path of a route may be asked by whomever, for what is guessed at. Throws
 * `rate_limited`.
 */
export function createTryLimit(perMinute: number, clock: Clock): Gate {
  const limiter = createRateLimiter({ requests: perMinute, seconds: 60 }, clock)
  return (request, _reply, done) => {
    const { allowed, retryAfterS } = limiter.take(pathOf(request.url).slice(0, longestPath))
    done(allowed ? undefined : tooMany(retryAfterS))
  }
}

function tooMany(retryAfterS: number): RequestError {
  return new RequestError('rate_limited', `Too many tries. Try again in ${retryAfterS} s.`, {
    retryAfterS,
  })
}
