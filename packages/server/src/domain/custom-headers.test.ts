import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  appendCustomHeaders,
  headerKey,
  isHeaderValue,
  isReservedHeader,
  maskedValue,
} from './custom-headers.ts'
import { isHeaderName } from './header-names.ts'

const reserved = [
  'Host Connection Content-Length CONTENT_LENGTH Transfer-Encoding Keep-Alive TE Trailer Upgrade',
  'Expect Proxy-Authorization Proxy-Connection HTTP2-Settings Content-Type Content-Encoding',
  'User-Agent Accept-Encoding webhook-id Webhook-Signature webhook-anything Webhook_Signature',
  'X-Forwarded-For X_Forwarded_For Forwarded Via X-Real-IP traceparent X-HTTP-Method-Override',
  'Metadata-Flavor Metadata X-aws-ec2-metadata-token-ttl-seconds',
].flatMap((names) => names.split(' '))

test('a name is a token of RFC 9110, of at most 100 characters', () => {
  for (const name of ['a', 'X-Api-Key', "!#$%&'*+.^_`|~09AZaz-", 'x'.repeat(100)]) {
    assert.ok(isHeaderName(name), name)
  }
  const none = ['', 'a b', 'a:', 'a\r\nb', 'a\0', 'é', '(a)', 'a/b', '"a"', 'x'.repeat(101)]
  for (const name of none) assert.ok(!isHeaderName(name), JSON.stringify(name))
})

test('a value is visible ASCII, with spaces inside', () => {
  for (const value of ['a', 'Bearer x', 'a  b', '~', 'x'.repeat(4096)]) {
    assert.ok(isHeaderValue(value), value.slice(0, 20))
  }
  const none = ['', ' ', ' a', 'a ', 'a\tb', 'a\r\nb', 'a\nb', 'a\0b', 'é', maskedValue]
  for (const value of [...none, 'x'.repeat(4097)]) {
    assert.ok(!isHeaderValue(value), JSON.stringify(value.slice(0, 20)))
  }
})

test('what steers HTTP, proves a delivery or is believed by proxies and clouds is reserved', () => {
  for (const name of reserved) {
    assert.ok(isReservedHeader(name), name)
  }
  for (const name of [
    'Authorization',
    'X-Api-Key',
    'Cookie',
    'Date',
    'X-Webhook-Source',
    'Hosts',
  ]) {
    assert.ok(!isReservedHeader(name), name)
  }
})

test('names that receivers may take for one are one', () => {
  assert.equal(headerKey('X_Webhook-Signature'), headerKey('x-webhook-signature'))
})

test('custom headers follow the profile’s, whose names stay theirs, and are logged without values', () => {
  const ofProfile = ['Content-Type', 'application/json', 'X-Acme-Signature', 'abc']
  const custom = ['Authorization', 'Bearer x', 'x_acme_signature', 'forged', 'X-A', 'Content-Type']
  assert.deepEqual(appendCustomHeaders(ofProfile, custom), {
    sent: [...ofProfile, 'Authorization', 'Bearer x', 'X-A', 'Content-Type'],
    shown: [...ofProfile, 'Authorization', maskedValue, 'X-A', maskedValue],
  })
})
