import { toUuid } from '../../domain/ids.ts'
import { hexSecret } from '../generated-secrets.ts'
import type { ProfileDefinition } from '../profile-definition.ts'
import { encrataEventTypes } from './event-types.ts'
import { renderBody } from './render-body.ts'
import { encrataSurface } from './surface.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs

/** Webhooks and API keys as Encrata's documentation has them. */
export const encrataProfile: ProfileDefinition = {
  name: 'encrata',
  eventTypes: encrataEventTypes,
  openToAllTypes: false,
  acceptsAnyType: false,
  maxActiveWebhooks: null,
  // [seed]
  requiresHttps: true,
  acceptsSecret: false,
  requestLimits: {
    countedBy: 'key',
    windows: [{ requests: 30, seconds: 60, limitHeader: 'X-RateLimit-Limit' }],
  },
  // [seed]
  timeoutMs: 5 * secondMs,
  // [seed] says exponential backoff and no more: four retries, each after four times the last delay.
  retry: {
    delaysMs: [30 * secondMs, 2 * minuteMs, 8 * minuteMs, 32 * minuteMs],
    jitter: 0,
  },
  // The document knows of no webhook that is switched off by anybody but its owner.
  health: {
    retryAfter: 'next-step',
    breaker: true,
    disablesWhenGone: false,
    disablesAfterDays: null,
  },
  userAgent: 'Encrata-Webhooks/1.0',
  // [seed] The key is the whole secret, `whsec_` included.
  signatures: [
    {
      header: 'X-Encrata-Signature',
      algorithm: 'hmac-sha256',
      key: 'utf8',
      content: 'body',
      encoding: 'hex',
    },
  ],
  testEvent: {
    type: 'test',
    data: { message: 'This is a test webhook from Encrata' },
  },
  generateSecret: hexSecret('whsec_'),
  renderBody,
  eventHeaders: () => [],
  messageIdOf: ({ id }) => toUuid(id),
  surface: encrataSurface,
}
