import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { secret } from '../../test/signed-delivery.ts'
import { sign } from './sign.ts'
import { schemes } from './signature-scheme.ts'
import { verify } from './verify.ts'

const hmacSchemes = [
  schemes.standardWebhooks,
  schemes.webhookSignature,
  schemes.endgrate,
  schemes.github,
  schemes.stripe,
] as const
const scheme = fc.constantFrom(...hmacSchemes)
const body = fc.oneof(fc.uint8Array({ maxLength: 512 }), fc.string({ unit: 'binary' }))

test('any body round-trips in every scheme', async () => {
  await fc.assert(
    fc.asyncProperty(scheme, body, async (chosen, signedBody) => {
      const headers = await sign(signedBody, { secret, scheme: chosen, id: 'evt_1' })
      const verification = await verify(signedBody, headers, { secret, scheme: chosen })
      assert.equal(verification.ok, true)
    }),
  )
})

test('a flipped bit in the body is refused', async () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 256 })
  await fc.assert(
    fc.asyncProperty(scheme, bytes, fc.nat(), async (chosen, signedBody, position) => {
      const headers = await sign(signedBody, { secret, scheme: chosen, id: 'evt_1' })
      const flipped = flipBit(signedBody, position)
      const verification = await verify(flipped, headers, { secret, scheme: chosen })
      assert.equal(verification.ok, false)
    }),
  )
})

test('a flipped bit in any header is refused', async () => {
  await fc.assert(
    fc.asyncProperty(scheme, fc.nat(), fc.nat(), async (chosen, which, position) => {
      const headers = await sign('{}', { secret, scheme: chosen, id: 'evt_1' })
      const names = Object.keys(headers)
      const name = names[which % names.length] ?? ''
      const bytes = flipBit(Buffer.from(headers[name] ?? '', 'latin1'), position)
      const flipped = { ...headers, [name]: Buffer.from(bytes).toString('latin1') }
      const verification = await verify('{}', flipped, { secret, scheme: chosen })
      assert.equal(verification.ok, false)
    }),
  )
})

test('whatever stands in the headers, verify answers and does not throw', async () => {
  const now = String(Math.floor(Date.now() / 1000))
  const garbage = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom(now, 'v1,', 'v1,AAAA', 't=1,v1=00', 'sha256=', ',', ' ', '='.repeat(9), '\0'),
    fc.array(fc.string({ unit: 'binary' })),
    fc.constant(undefined),
  )
  const names = fc.constantFrom(
    'webhook-id',
    'webhook-timestamp',
    'webhook-signature',
    'x-webhook-signature',
    'X-ENDGRATE-SIGNATURE',
    'x-hub-signature-256',
    'stripe-signature',
    '__proto__',
    'get',
    'constructor',
  )
  const headers = fc.dictionary(names, garbage, { noNullPrototype: false })
  await fc.assert(
    fc.asyncProperty(scheme, headers, body, async (chosen, source, sentBody) => {
      const verification = await verify(sentBody, source, { secret, scheme: chosen })
      assert.equal(verification.ok, false)
    }),
    { numRuns: 500 },
  )
})

function flipBit(bytes: Uint8Array, position: number): Uint8Array {
  const flipped = new Uint8Array(bytes)
  const index = Math.floor(position / 8) % flipped.length
  flipped[index] = (flipped[index] ?? 0) ^ (1 << (position % 8))
  return flipped
}
