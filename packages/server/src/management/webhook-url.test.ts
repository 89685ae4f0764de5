import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestError } from '../domain/errors.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import { createAddressGuard } from '../egress/address-guard.ts'
import { webhookUrl } from './webhook-url.ts'

const rules: ProfileRules = {
  name: 'any',
  eventTypes: [],
  openToAllTypes: true,
  acceptsAnyType: true,
  signatures: [],
  signatureHeader: null,
  headerKeys: new Set(),
  secretForms: new Set(),
  testEvent: null,
  maxActiveWebhooks: null,
  requiresHttps: false,
  acceptsSecret: true,
  generateSecret: () => 'secret',
}

function check(raw: string, { requiresHttps = false, allowHttp = true }): string {
  const guard = createAddressGuard({ allowNetworks: ['127.0.0.0/8', '::1/128'] })
  const targetRules = { allowHttp, guard, allowPorts: [] }
  const settings = { maxDataBytes: 1, targetRules, publicUrl: null, hasOperatorKey: false }
  const context = { settings }
  return webhookUrl(context, { ...rules, requiresHttps }, raw)
}

test('a URL is kept in its normal form', () => {
  assert.equal(check('HTTPS://YourApp.com:443/a b#c', {}), 'https://yourapp.com/a%20b')
})

test('where the operator allows plain HTTP, a profile may still ask for HTTPS', () => {
  assert.equal(check('http://yourapp.com/', {}), 'http://yourapp.com/')
  assert.throws(
    () => check('http://yourapp.com/', { requiresHttps: true }),
    (error) => error instanceof RequestError && error.field === 'url',
  )
})

test('a receiver on loopback that the operator allows is spared from HTTPS', () => {
  for (const url of ['http://127.0.0.1:3000/', 'http://[::1]:3000/', 'http://localhost:3000/']) {
    assert.equal(check(url, { requiresHttps: true }), url)
  }
  assert.throws(() => check('http://127.0.0.1:3000/', { allowHttp: false }), RequestError)
})
