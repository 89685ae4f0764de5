import { toUuid } from '../../domain/ids.ts'
import { hexSecret } from '../generated-secrets.ts'
import type { ProfileDefinition } from '../profile-definition.ts'
import { graph8EventTypes } from './event-types.ts'
import { formatDeliveryId } from './public-ids.ts'
import { renderBody } from './render-body.ts'
import { graph8Signatures } from './signatures.ts'
import { graph8Surface } from './surface.ts'

const secondMs = 1000

/** Webhooks as graph8's documentation has them. */
export const graph8Profile: ProfileDefinition = {
  name: 'graph8',
  eventTypes: graph8EventTypes,
  openToAllTypes: false,
  acceptsAnyType: true,
  // [seed]
  maxActiveWebhooks: 10,
  requiresHttps: false,
  acceptsSecret: false,
  requestLimits: {
    countedBy: 'workspace',
    windows: [
      { requests: 50, seconds: 1, limitHeader: 'X-RateLimit-Limit-Second' },
      { requests: 1000, seconds: 60, limitHeader: 'X-RateLimit-Limit-Minute' },
    ],
  },
  timeoutMs: 10 * secondMs,
  // [seed] Retried up to three times, after these: four attempts in all.
  retry: {
    delaysMs: [10 * secondMs, 60 * secondMs, 300 * secondMs],
    jitter: 0,
  },
  // The document knows of no webhook that is switched off by anybody but its owner.
  health: {
    retryAfter: 'next-step',
    breaker: true,
    disablesWhenGone: false,
    disablesAfterDays: null,
  },
  userAgent: null,
  signatures: graph8Signatures,
  testEvent: {
    type: 'test',
    data: { test: true, message: 'This is a test webhook from Graph8 Studio' },
  },
  generateSecret: hexSecret('whsec_'),
  renderBody,
  eventHeaders: ({ event, deliveryId }) => [
    'X-Studio-Event',
    event.type,
    'X-Studio-Delivery-Id',
    formatDeliveryId(deliveryId),
  ],
  messageIdOf: ({ id }) => toUuid(id),
  surface: graph8Surface,
}
