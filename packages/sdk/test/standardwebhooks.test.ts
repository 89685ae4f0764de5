import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { sign, verify } from '../src/index.ts'
import { otherSecret, secret } from './signed-delivery.ts'

const payload = fc.json()
const id = fc.stringMatching(/^[\w-]{1,64}$/)

test('the reference library verifies what sign makes, with either secret of a rotation', async () => {
  await fc.assert(
    fc.asyncProperty(payload, id, async (body, eventId) => {
      const headers = await sign(body, { secret: [otherSecret, secret], id: eventId })
      assert.deepEqual(new Webhook(secret).verify(body, headers), JSON.parse(body))
      assert.deepEqual(new Webhook(otherSecret).verify(body, headers), JSON.parse(body))
    }),
  )
})

test('verify takes what the reference library signs', async () => {
  await fc.assert(
    fc.asyncProperty(payload, id, async (body, eventId) => {
      const signedAt = new Date()
      const headers = {
        'webhook-id': eventId,
        'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(eventId, signedAt, body),
      }
      assert.equal((await verify(body, headers, { secret })).ok, true)
    }),
  )
})
