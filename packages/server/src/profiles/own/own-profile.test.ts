import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createSigningSecret } from '../../domain/signature-scheme.ts'
import { profilesOf } from '../../../test/support/config-file.ts'
import type { Profile } from '../profile.ts'

const event = {
  id: '019a8f3b2c4d7e5f8a1b3c5d7e9f0000',
  workspaceId: '019a8f3b2c4d7e5f8a1b3c5d7e9f0001',
  type: 'invoice.paid',
  data: Buffer.from('{"total":1.10}'),
  channels: [],
  subject: null,
  occurredAtMs: Date.UTC(2026, 0, 15),
  acceptedAtMs: Date.UTC(2026, 0, 15),
  isTest: false,
}

async function ownProfile(t: TestContext, fields: string, imports = ''): Promise<Profile> {
  const text = `${imports}\nexport default { profiles: [{ name: 'acme', ${fields} }] }`
  const acme = (await profilesOf(t, text)).get('acme')
  assert.ok(acme)
  return acme
}

/** Of one delivery; lower-case names. */
function headersOf({ delivery, rules }: Profile, secret = rules.generateSecret()) {
  const flat = delivery.renderHeaders({
    event,
    deliveryId: event.id,
    body: Buffer.from('{}'),
    timestampS: 1_700_000_000,
    secrets: [createSigningSecret(secret)],
  })
  return Object.fromEntries(
    Array.from({ length: flat.length / 2 }, (_, at) => [
      flat[2 * at]?.toLowerCase() ?? '',
      flat[2 * at + 1] ?? '',
    ]),
  )
}

const fromConfig = (names: string): string =>
  `import { ${names} } from '${new URL('../../config/define-config.ts', import.meta.url).href}'`

test('what is left out is the built-in profile’s', async (t) => {
  const profiles = await profilesOf(
    t,
    `export default { profiles: [{ name: 'acme', extends: 'encrata', basePath: '/acme/v1' }] }`,
  )
  const [acme, encrata] = [profiles.get('acme'), profiles.get('encrata')]
  assert.ok(acme && encrata)
  const generateSecret = null
  assert.deepEqual(
    { ...acme.rules, generateSecret },
    { ...encrata.rules, generateSecret, name: 'acme' },
  )
  assert.equal(acme.delivery.timeoutMs, encrata.delivery.timeoutMs)
  assert.deepEqual(acme.delivery.retry, encrata.delivery.retry)
  assert.deepEqual(acme.delivery.health, encrata.delivery.health)
  assert.deepEqual(acme.surface?.requestLimits, encrata.surface?.requestLimits)
  assert.deepEqual(acme.surface?.basePaths, ['/acme/v1/webhooks', '/acme/v1/keys'])
  assert.equal(acme.surface?.name, 'acme')
  assert.equal(
    acme.surface?.routes.every(({ path }) => path.startsWith('/acme/v1/')),
    true,
  )
})

test('what is said wins, in the program’s own units', async (t) => {
  const { rules, delivery, surface } = await ownProfile(
    t,
    `extends: 'graph8',
     eventTypes: ['invoice.paid', { name: 'invoice.void', description: 'Void', example: { a: 1 } }],
     openToAllTypes: true, acceptsAnyType: false, acceptsSecret: true, requiresHttps: true,
     retry: ['10s', '5m', '24h'], retryJitter: 0.5, timeoutMs: 2500, maxActiveWebhooks: null,
     rateLimit: { perSecond: 0.5 },
     requestLimits: { countedBy: 'key', windows: [{ requests: 5, seconds: 60 }] },
     testEvent: null, userAgent: 'Acme/2', basePath: '/acme',`,
  )
  assert.deepEqual(rules.eventTypes, [
    { name: 'invoice.paid', description: '', schema: null, example: null },
    { name: 'invoice.void', description: 'Void', schema: null, example: { a: 1 } },
  ])
  assert.deepEqual(
    [rules.openToAllTypes, rules.acceptsAnyType, rules.acceptsSecret, rules.requiresHttps],
    [true, false, true, true],
  )
  assert.deepEqual([rules.maxActiveWebhooks, rules.testEvent], [null, null])
  assert.deepEqual(delivery.retry, { delaysMs: [10_000, 300_000, 86_400_000], jitter: 0.5 })
  assert.equal(delivery.timeoutMs, 2500)
  assert.deepEqual(delivery.rateLimit, { perSecond: 0.5, burst: 1 })
  assert.equal(delivery.eventTypes, null)
  assert.deepEqual(surface?.requestLimits, {
    countedBy: 'key',
    windows: [{ limitHeader: 'X-RateLimit-Limit', requests: 5, seconds: 60 }],
  })
})

test('without a base path it has no API, and no retry at all can be asked for', async (t) => {
  const { surface, delivery } = await ownProfile(t, `extends: 'endgrate', retry: []`)
  assert.equal(surface, null)
  assert.deepEqual(delivery.retry.delaysMs, [])
})

test('the first signature can be given another header, and the event headers others', async (t) => {
  const acme = await ownProfile(
    t,
    `extends: 'graph8', signatureHeader: 'X-Acme-Signature', userAgent: 'Acme-Webhooks/1',
     eventHeaders: { 'X-Acme-Event': 'type', 'X-Acme-Id': 'id' }`,
  )
  const headers = headersOf(acme)
  assert.match(headers['x-acme-signature'] ?? '', /^[0-9a-f]{64}$/)
  assert.equal(headers['x-webhook-signature'], undefined)
  assert.equal(headers['x-acme-event'], 'invoice.paid')
  assert.equal(headers['x-acme-id'], '019a8f3b-2c4d-7e5f-8a1b-3c5d7e9f0000')
  assert.equal(headers['x-studio-event'], undefined)
  assert.equal(headers['user-agent'], 'Acme-Webhooks/1')
  assert.equal(acme.rules.signatureHeader, 'X-Acme-Signature')
})

test('a known way to sign takes one line, and secrets fit it', async (t) => {
  const ways = [
    ['stripeStyle', /^t=1700000000,v1=[0-9a-f]{64}$/, /^whsec_/],
    ['githubStyle', /^sha256=[0-9a-f]{64}$/, /^whsec_/],
    ['standardWebhooks', /^v1,[\w+/]{43}=$/, /^whsec_[\w+/]{43}=$/],
    ['standardWebhooksAsymmetric', /^v1a,[\w+/]{86}==$/, /^whsk_[\w+/]{86}==$/],
  ] as const
  for (const [way, signature, secret] of ways) {
    const acme = await ownProfile(
      t,
      `extends: 'encrata', signatureHeader: 'Acme-Signature', signatures: [${way}]`,
      fromConfig(way),
    )
    assert.match(acme.rules.generateSecret(), secret)
    assert.match(headersOf(acme)['acme-signature'] ?? '', signature)
  }
})

test('v1 and v1a share a header: a secret of either form signs', async (t) => {
  const acme = await ownProfile(
    t,
    `extends: 'standard', signatures: [standardWebhooks, standardWebhooksAsymmetric]`,
    fromConfig('standardWebhooks, standardWebhooksAsymmetric'),
  )
  assert.match(headersOf(acme)['webhook-signature'] ?? '', /^v1,[^ ]+$/)
  const seed = Buffer.alloc(32, 7).toString('base64')
  assert.match(headersOf(acme, `whsk_${seed}`)['webhook-signature'] ?? '', /^v1a,[^ ]+$/)
})

test('secrets can begin as the product’s do', async (t) => {
  const { rules } = await ownProfile(t, `extends: 'encrata', secretPrefix: 'acme_'`)
  assert.match(rules.generateSecret(), /^acme_[0-9a-f]{64}$/)
})

test('what becomes of failing webhooks is said rule by rule', async (t) => {
  const rules = "retryAfter: '6h', breaker: false, disablesAfterDays: null"
  const { delivery } = await ownProfile(t, `extends: 'standard', health: { ${rules} }`)
  assert.deepEqual(delivery.health, {
    retryAfter: { longestMs: 6 * 3_600_000 },
    breaker: false,
    disablesWhenGone: true,
    disablesAfterDays: null,
  })
})
