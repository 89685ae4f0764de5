import { formatEventId } from '../../http/public-ids.ts'
import { standardWebhooksSecret } from '../generated-secrets.ts'
import type { ProfileDefinition } from '../profile-definition.ts'
import { standardEventTypes } from './event-types.ts'
import { renderBody } from './render-body.ts'
import { standardSignatures } from './signature-headers.ts'
import { productSurface, standardSurface } from './surface.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs

/** The generic page, completed. */
export const standardProfile: ProfileDefinition = {
  name: 'standard',
  eventTypes: standardEventTypes,
  openToAllTypes: true,
  acceptsAnyType: true,
  maxActiveWebhooks: null,
  requiresHttps: false,
  acceptsSecret: true,
  requestLimits: null,
  timeoutMs: 10 * secondMs,
  // [seed] Five attempts, each counted from the end of the one before.
  retry: {
    delaysMs: [30 * secondMs, 5 * minuteMs, 30 * minuteMs, 120 * minuteMs],
    jitter: 0,
  },
  health: {
    retryAfter: 'next-step',
    breaker: true,
    // What Standard Webhooks asks for, and the page leaves open.
    disablesWhenGone: true,
    disablesAfterDays: 5,
  },
  userAgent: null,
  signatures: standardSignatures,
  testEvent: null,
  generateSecret: standardWebhooksSecret,
  renderBody,
  eventHeaders: ({ event }) => ['X-Event-Type', event.type],
  messageIdOf: formatEventId,
  surface: standardSurface,
  derivedSurface: productSurface,
}
