import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import {
  createSigningSecret,
  sign,
  type SignatureScheme,
} from '../../server/src/domain/signature-scheme.ts'
import { showSignature } from '../../server/src/profiles/standard/profiles/signature-schema.ts'
import {
  pageScheme,
  standardWebhooksScheme,
} from '../../server/src/profiles/standard/signature-headers.ts'
import { github, stripe } from '../../server/test/support/signature-schemes.ts'
import { findSignatureFault } from '../src/verification/find-signature-fault.ts'
import type { SignatureClaim } from '../src/verification/signature-claim.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body =
  '{"id":"evt_1","type":"user.created","data":{"name":"Zoë","big":12345678901234567890,"x":[1,2]}}'
const timestampS = 1_750_000_000
const id = 'evt_1'

function claimOf(scheme: SignatureScheme, changes: Partial<SignatureClaim> = {}): SignatureClaim {
  const message = { id, timestampS, body: Buffer.from(body) }
  const signature = sign(scheme, message, createSigningSecret(secret)) ?? ''
  const time = scheme.list?.timestampPrefix
  return {
    scheme: showSignature(scheme),
    body,
    secret,
    id,
    timestamp: String(timestampS),
    signature: time === undefined ? signature : `${time}${timestampS},${signature}`,
    ...changes,
  }
}

async function faultOf(claim: SignatureClaim): Promise<string | null> {
  const { fault, findings } = await findSignatureFault(claim)
  assert.equal(findings.length === 0, fault === null)
  assert.ok(claim.secret.trim() === '' || !findings.join(' ').includes(claim.secret))
  return fault
}

const schemes = [pageScheme, standardWebhooksScheme, github, stripe]

test('a signature that is good is called good, however old, with or without the header’s name', async () => {
  for (const scheme of schemes) {
    const claim = claimOf(scheme)
    assert.equal(await faultOf(claim), null)
    assert.equal(
      await faultOf({ ...claim, signature: `${scheme.header}: ${claim.signature}` }),
      null,
    )
  }
})

test('another secret is told from every other fault', async () => {
  for (const scheme of schemes) {
    const other = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    assert.equal(await faultOf(claimOf(scheme, { secret: other })), 'wrong_secret')
    assert.equal(
      await faultOf(claimOf(scheme, { body: `${body.slice(0, -2)}1}}` })),
      'wrong_secret',
    )
  }
})

test('a body that is not the raw one is recognised by what was done to it', async () => {
  const parsed: unknown = JSON.parse('{"a":[1,2.50],"b":"x: y, z"}')
  const sent = '{"a": [1, 2.50], "b": "x: y, z"}'
  const signature = createHmac('sha256', secret).update(sent).digest('hex')
  const plain = (changed: string) => faultOf(claimOf(pageScheme, { signature, body: changed }))
  assert.equal(await plain('{"a":[1,2.50],"b":"x: y, z"}'), 'not_the_raw_body')
  assert.equal(await plain(`${sent}\n`), 'not_the_raw_body')
  for (const scheme of schemes) {
    const pretty = JSON.stringify(parsed, null, 2)
    const message = { id, timestampS, body: Buffer.from(JSON.stringify(parsed)) }
    const made = sign(scheme, message, createSigningSecret(secret)) ?? ''
    const time = scheme.list?.timestampPrefix
    const pasted = time === undefined ? made : `${time}${timestampS},${made}`
    assert.equal(
      await faultOf(claimOf(scheme, { signature: pasted, body: pretty })),
      'not_the_raw_body',
    )
  }
})

test('a secret that became another key is recognised', async () => {
  const decoded = Buffer.from(secret.slice(6), 'base64')
  const withKey = (key: string | Buffer) => createHmac('sha256', key).update(body).digest('hex')
  for (const key of [decoded, secret.slice(6)]) {
    assert.equal(await faultOf(claimOf(pageScheme, { signature: withKey(key) })), 'wrong_encoding')
  }
  const { signature } = claimOf(standardWebhooksScheme)
  const content = `${id}.${timestampS}.${body}`
  for (const key of [secret, secret.slice(6)]) {
    const made = `v1,${createHmac('sha256', key).update(content).digest('base64')}`
    assert.equal(
      await faultOf(claimOf(standardWebhooksScheme, { signature: made })),
      'wrong_encoding',
    )
  }
  assert.equal(
    await faultOf(claimOf(standardWebhooksScheme, { signature, secret: ` ${secret}\n` })),
    'wrong_encoding',
  )
})

test('a signature in another spelling is recognised', async () => {
  const hmac = createHmac('sha256', secret).update(body).digest()
  for (const signature of [
    hmac.toString('base64'),
    hmac.toString('base64url'),
    hmac.toString('hex').toUpperCase(),
    `sha256=${hmac.toString('hex')}`,
    'not a signature at all',
  ]) {
    assert.equal(await faultOf(claimOf(pageScheme, { signature })), 'wrong_encoding')
  }
})

test('another algorithm, and other content, are recognised', async () => {
  for (const algorithm of ['sha1', 'sha512', 'sha384']) {
    const signature = createHmac(algorithm, secret).update(body).digest('hex')
    assert.equal(await faultOf(claimOf(pageScheme, { signature })), 'other_algorithm')
  }
  const timed = createHmac('sha256', secret).update(`${timestampS}.${body}`).digest('hex')
  assert.equal(await faultOf(claimOf(pageScheme, { signature: timed })), 'other_algorithm')
})

test('what was not pasted is asked for', async () => {
  for (const missing of [
    { body: '' },
    { secret: ' ' },
    { signature: '' },
    { id: '' },
    { timestamp: '' },
  ]) {
    assert.equal(await faultOf(claimOf(standardWebhooksScheme, missing)), 'incomplete')
  }
})
