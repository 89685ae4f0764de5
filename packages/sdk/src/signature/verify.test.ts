import assert from 'node:assert/strict'
import { generateKeyPairSync, sign as signWithPrivateKey } from 'node:crypto'
import { test } from 'node:test'
import { otherSecret, secret } from '../../test/signed-delivery.ts'
import { sign } from './sign.ts'
import { schemes } from './signature-scheme.ts'
import type { Verification } from './verification.ts'
import { createVerifier, verify } from './verify.ts'

const body = '{"type":"user.created"}'
const timestampS = 1_768_480_200
const nowMs = () => timestampS * 1000
const options = { secret, nowMs }
const signed = () => sign(body, { secret, id: 'evt_1', timestampS })

function faultOf(verification: Verification): string {
  return verification.ok ? 'none' : `${verification.fault} ${verification.header}`
}

test('a good signature gives the id and the time that were signed', async () => {
  const verification = await verify(body, await signed(), options)
  assert.deepEqual(verification, { ok: true, id: 'evt_1', timestampS })
})

test('headers may be a Headers object, a record in any case, or a record of lists', async () => {
  const headers = await signed()
  const upperCase = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
  )
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
  for (const source of [new Headers(headers), upperCase, lists]) {
    assert.equal(faultOf(await verify(body, source, options)), 'none')
  }
})

test('each missing header is named', async () => {
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    const { [name]: _missing, ...rest } = await signed()
    assert.equal(faultOf(await verify(body, rest, options)), `missing_header ${name}`)
    const empty = { ...rest, [name]: '' }
    assert.equal(faultOf(await verify(body, empty, options)), `missing_header ${name}`)
  }
})

test('a malformed header is named', async () => {
  const cases = {
    'webhook-id': ['two words', 'tab\t', 'zoë'],
    'webhook-timestamp': ['soon', '-1', '1e9', '01768480200', '1768480200.5', '9'.repeat(13)],
    'webhook-signature': ['test_signature', 'v1,', 'v1,short', 'v2,abc', 'v1', ',', ' '],
  }
  for (const [name, values] of Object.entries(cases)) {
    for (const value of values) {
      const headers = { ...(await signed()), [name]: value }
      const fault = faultOf(await verify(body, headers, options))
      assert.equal(fault, `malformed_header ${name}`, value)
    }
  }
})

test('a signature has one spelling: no other base64 or hex of the same bytes is taken', async () => {
  const headers = await signed()
  const signature = headers['webhook-signature'] ?? ''
  const withLooseBits = signature.replace(
    /.=$/,
    (end) => String.fromCharCode(end.charCodeAt(0) + 1) + '=',
  )
  for (const value of [withLooseBits, signature.replace('=', ''), `${signature}\n`]) {
    const fault = faultOf(await verify(body, { ...headers, 'webhook-signature': value }, options))
    assert.equal(fault, 'malformed_header webhook-signature', value)
  }
  const scheme = schemes.webhookSignature
  const hex = await sign(body, { secret, scheme })
  const upperCase = { [scheme.header]: (hex[scheme.header] ?? '').toUpperCase() }
  assert.equal(
    faultOf(await verify(body, upperCase, { secret, scheme })),
    'malformed_header X-Webhook-Signature',
  )
})

test('the time may lie exactly the tolerance away, in either direction, and no second more', async () => {
  const headers = await signed()
  const at = (offsetS: number, toleranceS?: number) =>
    verify(body, headers, { secret, toleranceS, nowMs: () => (timestampS + offsetS) * 1000 })
  assert.equal(faultOf(await at(300)), 'none')
  assert.equal(faultOf(await at(-300)), 'none')
  assert.equal(faultOf(await at(301)), 'timestamp_too_old webhook-timestamp')
  assert.equal(faultOf(await at(-301)), 'timestamp_too_new webhook-timestamp')
  assert.equal(faultOf(await at(0, 0)), 'none')
  assert.equal(faultOf(await at(1, 0)), 'timestamp_too_old webhook-timestamp')
})

test('another body, id, time or secret does not match', async () => {
  const headers = await signed()
  const later = { ...headers, 'webhook-timestamp': String(timestampS + 1) }
  const renamed = { ...headers, 'webhook-id': 'evt_2' }
  const refusals = [
    await verify(`${body} `, headers, options),
    await verify(body, later, options),
    await verify(body, renamed, options),
    await verify(body, headers, { ...options, secret: otherSecret }),
  ]
  for (const refusal of refusals) assert.equal(faultOf(refusal), 'no_match webhook-signature')
})

test('during a rotation either secret verifies either signature', async () => {
  const both = [otherSecret, secret]
  const fromBoth = await sign(body, { secret: both, id: 'evt_1', timestampS })
  assert.equal(fromBoth['webhook-signature']?.split(' ').length, 2)
  for (const one of both) {
    assert.equal(faultOf(await verify(body, fromBoth, { secret: one, nowMs })), 'none')
    const fromOne = await sign(body, { secret: one, id: 'evt_1', timestampS })
    assert.equal(faultOf(await verify(body, fromOne, { secret: both, nowMs })), 'none')
  }
})

test('entries of other versions are passed over', async () => {
  const headers = await signed()
  const value = `v0,zzz v1a,AAAA ${headers['webhook-signature']} nonsense`
  const mixed = { ...headers, 'webhook-signature': value }
  assert.equal(faultOf(await verify(body, mixed, options)), 'none')
})

test('more signatures than a rotation needs are refused, so that they cost nothing', async () => {
  const headers = await signed()
  const wrong = `v1,${Buffer.alloc(32).toString('base64')} `
  const withWrong = (count: number) =>
    verify(
      body,
      { ...headers, 'webhook-signature': wrong.repeat(count) + headers['webhook-signature'] },
      options,
    )
  assert.equal(faultOf(await withWrong(15)), 'none')
  assert.equal(faultOf(await withWrong(16)), 'malformed_header webhook-signature')
})

test('Stripe carries the time in the signature header', async () => {
  const stripe = { secret: 'whsec_test', scheme: schemes.stripe, nowMs }
  const headers = await sign(body, { secret: 'whsec_test', scheme: schemes.stripe, timestampS })
  assert.equal(faultOf(await verify(body, headers, stripe)), 'none')
  const value = headers['Stripe-Signature'] ?? ''
  const tampered = (text: string) => verify(body, { 'stripe-signature': text }, stripe)
  assert.equal(
    faultOf(await tampered(value.replace(/^t=\d+,/, ''))),
    'missing_header Stripe-Signature',
  )
  assert.equal(
    faultOf(await tampered(value.replace(/^t=\d+/, 't='))),
    'malformed_header Stripe-Signature',
  )
  assert.equal(
    faultOf(await tampered(value.replace(/^t=\d+/, `t=${timestampS + 1}`))),
    'no_match Stripe-Signature',
  )
  assert.equal(
    faultOf(await tampered(value.replace(/^t=\d+/, 't=1'))),
    'timestamp_too_old Stripe-Signature',
  )
})

test('a v1a signature is verified with the public key', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const content = Buffer.from(`evt_1.${timestampS}.${body}`)
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(timestampS),
    'webhook-signature': `v1a,${signWithPrivateKey(null, content, privateKey).toString('base64')}`,
  }
  const scheme = schemes.standardWebhooksPublicKey
  const secretKey = `whpk_${raw.toString('base64')}`
  assert.equal(faultOf(await verify(body, headers, { secret: secretKey, scheme, nowMs })), 'none')
  assert.equal(
    faultOf(await verify(`${body} `, headers, { secret: secretKey, scheme, nowMs })),
    'no_match webhook-signature',
  )
})

test('a secret that cannot be a key is a TypeError that does not show it', async () => {
  const unusable = [
    '',
    [],
    [secret, ''],
    'whsec_',
    'whsec_short',
    'plain-text-secret',
    `whsec_${Buffer.alloc(23).toString('base64')}`,
    `whsec_${Buffer.alloc(65).toString('base64')}`,
    `${secret}\n`,
  ]
  for (const value of unusable) {
    const isClear = (error: unknown) =>
      error instanceof TypeError && (value.length < 7 || !error.message.includes(String(value)))
    assert.throws(() => createVerifier({ secret: value }), isClear, String(value))
    await assert.rejects(verify(body, {}, { secret: value }), isClear)
  }
})

test('a body that was parsed is a TypeError that says what to give', async () => {
  for (const parsed of [{ type: 'user.created' }, null, undefined, 7, [1]]) {
    // What a JavaScript caller can do, and the types forbid.
    const wrong = parsed as unknown as string
    await assert.rejects(verify(wrong, {}, options), { name: 'TypeError', message: /raw bytes/ })
  }
})

test('headers that are none, and a tolerance that is none, are TypeErrors', async () => {
  // What a JavaScript caller can do, and the types forbid.
  const noHeaders = undefined as unknown as Headers
  await assert.rejects(verify(body, noHeaders, options), { name: 'TypeError', message: /headers/ })
  for (const toleranceS of [-1, Number.NaN]) {
    assert.throws(() => createVerifier({ secret, toleranceS }), { message: /toleranceS/ })
  }
})
