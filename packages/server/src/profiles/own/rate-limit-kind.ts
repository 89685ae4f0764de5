import { object, optional, required, single, type FieldKind } from '../../config/field-kind.ts'
import { integer } from '../../config/setting-kind.ts'
import { mostPerSecond, rateLimitOf, type RateLimit } from '../../domain/rate-limit.ts'

const perSecond: FieldKind<number> = single({
  allowed: `a number from 0.01 to ${mostPerSecond}`,
  accept(value) {
    const isAllowed = typeof value === 'number' && value >= 0.01 && value <= mostPerSecond
    return isAllowed ? value : undefined
  },
})

const fields = object<{ perSecond: number; burst?: number }>(
  { perSecond: required(perSecond), burst: optional(single(integer(1, mostPerSecond))) },
  'an object such as { perSecond: 20, burst: 50 }',
)

export const rateLimit: FieldKind<RateLimit> = {
  read(value, place) {
    const read = fields.read(value, place)
    return read === undefined ? undefined : rateLimitOf(read.perSecond, read.burst)
  },
}
