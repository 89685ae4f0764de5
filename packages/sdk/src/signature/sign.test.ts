import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otherSecret, secret } from '../../test/signed-delivery.ts'
import { sign } from './sign.ts'
import { schemes } from './signature-scheme.ts'
import { verify } from './verify.ts'

test('sign gives all headers that the scheme has, and no others', async () => {
  const standard = await sign('{}', { secret, id: 'evt_1', timestampS: 1_768_480_200 })
  assert.deepEqual(Object.keys(standard), ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
  assert.equal(standard['webhook-timestamp'], '1768480200')
  const plain = await sign('{}', { secret, scheme: schemes.webhookSignature })
  assert.deepEqual(Object.keys(plain), ['X-Webhook-Signature'])
})

test('sign takes the present time when none is given', async () => {
  const verification = await verify('{}', await sign('{}', { secret, id: 'evt_1' }), { secret })
  assert.equal(verification.ok, true)
})

test('a scheme of the caller is a value like the others', async () => {
  const scheme = { ...schemes.webhookSignature, name: 'acme', header: 'X-Acme', prefix: 'hmac:' }
  const headers = await sign('{}', { secret: 'odd secret', scheme })
  assert.match(headers['X-Acme'] ?? '', /^hmac:[0-9a-f]{64}$/)
  const verification = await verify('{}', headers, { secret: 'odd secret', scheme })
  assert.deepEqual(verification, { ok: true, id: undefined, timestampS: undefined })
})

test('an id that is missing, or could be read as more than an id, is a TypeError', async () => {
  for (const id of [undefined, '', 'a.b', 'a b', 'é', 'a\n']) {
    await assert.rejects(sign('{}', { secret, id }), { name: 'TypeError', message: /id/ })
  }
})

test('a time that is no whole number of seconds is a TypeError', async () => {
  for (const timestampS of [-1, 1.5, Number.NaN, 1e21]) {
    const signing = sign('{}', { secret, id: 'evt_1', timestampS })
    await assert.rejects(signing, { name: 'TypeError', message: /timestampS/ })
  }
})

test('two secrets need a header that can carry two signatures', async () => {
  const signing = sign('{}', { secret: [secret, otherSecret], scheme: schemes.endgrate })
  await assert.rejects(signing, { name: 'TypeError', message: /one signature/ })
})

test('the body that is signed is the one at the time of the call', async () => {
  const body = new TextEncoder().encode('{"a":1}')
  const signing = sign(body, { secret, id: 'evt_1' })
  body.fill(0)
  assert.equal((await verify('{"a":1}', await signing, { secret })).ok, true)
})
