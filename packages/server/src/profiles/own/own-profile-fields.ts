import { eventHeaderValues, type EventHeaderValue } from '../../config/define-profile.ts'
import {
  isPlainObject,
  list,
  object,
  optional,
  orNull,
  required,
  single,
  type FieldKind,
} from '../../config/field-kind.ts'
import { choice, flag, integer, namePattern } from '../../config/setting-kind.ts'
import type { EventType } from '../../domain/event-type.ts'
import type { HealthRules } from '../../domain/health-rules.ts'
import type { TestEvent } from '../../domain/profile-rules.ts'
import type { SignatureScheme } from '../../domain/signature-scheme.ts'
import type { RateLimit } from '../../domain/rate-limit.ts'
import type { RequestLimits, RequestWindow } from '../../http/surface.ts'
import { duration } from './duration.ts'
import { eventType, eventTypeName, jsonObject } from './event-type-kind.ts'
import { healthRules } from './health-kind.ts'
import { headerName, headerText, isFreeHeader } from './header-names.ts'
import { rateLimit } from './rate-limit-kind.ts'
import { signatureScheme } from './signature-kind.ts'

/** What an operator says of a profile, checked each on its own, in the program's own units. */
export interface OwnProfileFields {
  readonly name: string
  readonly extends: string
  readonly basePath?: string
  readonly eventTypes?: readonly EventType[]
  readonly openToAllTypes?: boolean
  readonly acceptsAnyType?: boolean
  readonly signatureHeader?: string
  readonly signatures?: readonly SignatureScheme[]
  readonly secretPrefix?: string
  readonly acceptsSecret?: boolean
  readonly eventHeaders?: ReadonlyMap<string, EventHeaderValue>
  readonly userAgent?: string
  /** Delays in milliseconds. */
  readonly retry?: readonly number[]
  readonly retryJitter?: number
  readonly health?: Partial<HealthRules>
  readonly rateLimit?: RateLimit | null
  readonly timeoutMs?: number
  readonly maxActiveWebhooks?: number | null
  readonly requiresHttps?: boolean
  readonly requestLimits?: RequestLimits | null
  readonly testEvent?: TestEvent | null
  readonly options?: unknown
}

function matching(pattern: RegExp, allowed: string): FieldKind<string> {
  return single({
    allowed,
    accept: (value) => (typeof value === 'string' && pattern.test(value) ? value : undefined),
  })
}

const share: FieldKind<number> = single({
  allowed: 'a number from 0 to 1',
  accept: (value) => (typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined),
})

const eventHeaders: FieldKind<ReadonlyMap<string, EventHeaderValue>> = {
  read(value, place) {
    if (!isPlainObject(value)) {
      return place.refuse(value, "an object such as { 'X-Acme-Event': 'type' }")
    }
    const kind = single(choice(eventHeaderValues))
    const read = new Map<string, EventHeaderValue>()
    for (const [name, given] of Object.entries(value)) {
      if (!isFreeHeader(name)) place.member(name).report('is no header that a profile may set.')
      const meaning = kind.read(given, place.member(name))
      if (meaning !== undefined && isFreeHeader(name)) read.set(name, meaning)
    }
    return read.size === Object.keys(value).length ? read : undefined
  },
}

const requestWindow: FieldKind<RequestWindow> = {
  read(value, place) {
    const read = object<{ requests: number; seconds: number; limitHeader?: string }>(
      {
        requests: required(single(integer(1, 1_000_000_000))),
        seconds: required(single(integer(1, 31 * 24 * 60 * 60))),
        limitHeader: optional(headerName),
      },
      'an object such as { requests: 100, seconds: 60 }',
    ).read(value, place)
    return read === undefined ? undefined : { limitHeader: 'X-RateLimit-Limit', ...read }
  },
}

const requestLimits = object<RequestLimits>(
  {
    countedBy: required(single(choice(['key', 'workspace']))),
    windows: required(list(requestWindow, { max: 5, of: 'windows' })),
  },
  "an object such as { countedBy: 'key', windows: [{ requests: 100, seconds: 60 }] }",
)

const testEvent = object<TestEvent>(
  { type: required(eventTypeName), data: required(jsonObject) },
  "an object such as { type: 'ping', data: {} }",
)

export function ownProfileFields(builtIn: readonly string[]): FieldKind<OwnProfileFields> {
  return object<OwnProfileFields>(
    {
      name: required(
        matching(namePattern, 'a name of at most 32 lower-case letters, digits and hyphens'),
      ),
      extends: required(single(choice(builtIn))),
      basePath: optional(
        matching(
          /^(?:\/[\w-][\w.~-]*){1,8}$/,
          'a path such as /acme/v1, without a slash at its end',
        ),
      ),
      eventTypes: optional(list(eventType, { min: 1, max: 1000, of: 'event types' })),
      openToAllTypes: optional(single(flag)),
      acceptsAnyType: optional(single(flag)),
      signatureHeader: optional(headerName),
      signatures: optional(list(signatureScheme, { min: 1, max: 8, of: 'signature schemes' })),
      secretPrefix: optional(
        matching(/^\w{1,32}$/, 'at most 32 letters, digits and underscores, such as acme_'),
      ),
      acceptsSecret: optional(single(flag)),
      eventHeaders: optional(eventHeaders),
      userAgent: optional(headerText),
      retry: optional(list(duration, { max: 12, of: "durations such as '30s'" })),
      retryJitter: optional(share),
      health: optional(healthRules),
      rateLimit: optional(orNull(rateLimit)),
      timeoutMs: optional(single(integer(100, 60_000))),
      maxActiveWebhooks: optional(orNull(single(integer(1, 10_000)))),
      requiresHttps: optional(single(flag)),
      requestLimits: optional(orNull(requestLimits)),
      testEvent: optional(orNull(testEvent)),
      options: optional({ read: (value) => value }),
    },
    'a profile, as defineProfile of posthorn/config takes it',
  )
}
