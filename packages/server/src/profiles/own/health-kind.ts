import { object, optional, orNull, single, type FieldKind } from '../../config/field-kind.ts'
import { flag, integer } from '../../config/setting-kind.ts'
import type { HealthRules } from '../../domain/health-rules.ts'
import type { RetryAfterRule } from '../../domain/retry-schedule.ts'
import { parseDurationMs } from './duration.ts'

const retryAfter: FieldKind<RetryAfterRule> = single({
  allowed: "'ignored', 'next-step', or a duration from '1s' to '24h'",
  accept(value) {
    if (value === 'ignored' || value === 'next-step') return value
    const longestMs = parseDurationMs(value)
    return longestMs === undefined ? undefined : { longestMs }
  },
})

export const healthRules: FieldKind<Partial<HealthRules>> = object<Partial<HealthRules>>(
  {
    retryAfter: optional(retryAfter),
    breaker: optional(single(flag)),
    disablesWhenGone: optional(single(flag)),
    disablesAfterDays: optional(orNull(single(integer(1, 365)))),
  },
  'an object such as { disablesWhenGone: true, disablesAfterDays: 5 }',
)
