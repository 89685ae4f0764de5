import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleTls, sampleWebhook } from '../stores/contract/samples.ts'
import { mapSealedTexts, sealedTextsOf } from './sealed-texts.ts'

const webhook = sampleWebhook({
  customHeaders: { names: ['x-a'], sealed: 'headers' },
  tls: { ...sampleTls, sealed: 'tls' },
})

test('every sealed text of a webhook is listed, bound to the webhook', () => {
  const [secret] = webhook.secrets
  assert.deepEqual(sealedTextsOf(webhook), [
    { sealed: 'sealed', boundTo: `webhooks/${webhook.id}/secrets/${secret?.id}` },
    { sealed: 'headers', boundTo: `webhooks/${webhook.id}/headers` },
    { sealed: 'tls', boundTo: `webhooks/${webhook.id}/tls` },
  ])
})

test('replacing the texts changes nothing else', () => {
  const replaced = mapSealedTexts(webhook, ({ sealed }) => `${sealed}!`)
  assert.deepEqual(replaced, {
    ...webhook,
    secrets: webhook.secrets.map((secret) => ({ ...secret, sealed: 'sealed!' })),
    customHeaders: { names: ['x-a'], sealed: 'headers!' },
    tls: { ...sampleTls, sealed: 'tls!' },
  })
  const plain = sampleWebhook()
  assert.deepEqual(
    mapSealedTexts(plain, ({ sealed }) => sealed),
    plain,
  )
})
