import { Type, type Static } from 'typebox'
import { mostPerSecond, rateLimitOf, type RateLimit } from '../../../domain/rate-limit.ts'
import { closedObject, nullable } from '../schemas.ts'

const perSecond = Type.Number({
  minimum: 0.01,
  maximum: mostPerSecond,
  description: 'Deliveries a second in the long run, retries counted; 0.1 is one in ten seconds.',
  examples: [20],
})

const burst = Type.Integer({
  minimum: 1,
  maximum: mostPerSecond,
  description: 'Deliveries at once after a rest; `per_second`, rounded up, unless told.',
  examples: [50],
})

export const rateLimitField = nullable(
  closedObject({ per_second: perSecond, burst: Type.Optional(burst) }),
  {
    description:
      'How fast deliveries are sent; what is beyond that waits, and nothing is dropped. null: its profile’s, which has none unless its maker says so.',
  },
)

export const shownRateLimit = Type.Object({ per_second: perSecond, burst })

/** What a request says; absent: nothing. */
export function readRateLimit(given: Static<typeof rateLimitField> | undefined): {
  readonly rateLimit?: RateLimit | null
} {
  if (given === undefined) return {}
  return { rateLimit: given === null ? null : rateLimitOf(given.per_second, given.burst) }
}

export function showRateLimit(limit: RateLimit | null): {
  readonly rate_limit?: Static<typeof shownRateLimit>
} {
  if (limit === null) return {}
  return { rate_limit: { per_second: limit.perSecond, burst: limit.burst } }
}
