// The webhooks of a product called Acme, spoken by Posthorn: docs/profiles/your-own.md explains it.
import { defineConfig, defineProfile, stripeStyle } from 'posthorn/config'

const acme = defineProfile({
  name: 'acme',
  // Bodies and API are those of the standard profile, at an address of Acme's own.
  extends: 'standard',
  basePath: '/acme/v1',

  eventTypes: [
    {
      name: 'invoice.paid',
      description: 'An invoice was paid in full.',
      schema: {
        type: 'object',
        required: ['invoice_id', 'total_cents'],
        properties: { invoice_id: { type: 'string' }, total_cents: { type: 'integer' } },
      },
      example: { invoice_id: 'inv_1001', total_cents: 4900 },
    },
    { name: 'invoice.overdue', description: 'An invoice was not paid in time.' },
    'customer.created',
  ],
  // Customers of Acme choose from this list; other types of the same Posthorn are not theirs.
  openToAllTypes: false,

  // Acme-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<seconds>.<body>">
  signatures: [stripeStyle],
  signatureHeader: 'Acme-Signature',
  secretPrefix: 'acme_',
  eventHeaders: { 'Acme-Event': 'type', 'Acme-Event-Id': 'id' },
  userAgent: 'Acme-Webhooks/1.0',

  retry: ['10s', '1m', '10m', '1h', '6h', '24h'],
  retryJitter: 0.1,
  timeoutMs: 8000,
  maxActiveWebhooks: 20,
  requestLimits: { countedBy: 'key', windows: [{ requests: 120, seconds: 60 }] },
  testEvent: { type: 'ping', data: { message: 'Hello from Acme' } },
})

export default defineConfig({
  // Acme speaks for itself: of the built-in profiles only the standard one is served.
  builtInProfiles: [],
  profiles: [acme],
})
