import { verify as verifyGithub } from '@octokit/webhooks-methods'
import fc from 'fast-check'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { Stripe } from 'stripe'
import { createSigningSecret, type SignatureScheme } from '../src/domain/signature-scheme.ts'
import { appendSignedHeaders } from '../src/domain/signed-headers.ts'
import { publicKeyOf } from '../src/domain/standard-webhooks-key.ts'
import { standardWebhooksScheme } from '../src/profiles/standard/signature-headers.ts'
import { github, standardWebhooksPublicKey, stripe } from './support/signature-schemes.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

interface Message {
  readonly id: string
  readonly timestampS: number
  readonly body: Buffer
}

const text = fc.string({ unit: 'binary', minLength: 1 })

/** A key with all that is in it: what follows `whsec_` is no base64 to Stripe and GitHub. */
const textSecret = text.map((rest) => `whsec_${rest}`)

const body = fc
  .record({ id: text, data: fc.jsonValue({ stringUnit: 'binary' }) })
  .map((value) => Buffer.from(JSON.stringify(value)))

const message: fc.Arbitrary<Message> = fc.record({
  id: fc.uuid().map((uuid) => `evt_${uuid}`),
  timestampS: fc.integer({ min: 0, max: 4_000_000_000 }),
  body,
})

/** Where a message is changed on its way. */
const flip = fc.record({ at: fc.nat(), bit: fc.nat({ max: 7 }) })

function flipped(bytes: Buffer, { at, bit }: { at: number; bit: number }): Buffer {
  const changed = Buffer.from(bytes)
  const index = at % changed.length
  changed.writeUInt8(changed.readUInt8(index) ^ (1 << bit), index)
  return changed
}

/** A rotation's secrets, newest first. */
function secretsOf(one: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  return fc.uniqueArray(one, { minLength: 1, maxLength: 3 })
}

function keySecret(prefix: string, lengths: { minLength: number; maxLength: number }) {
  return fc.uint8Array(lengths).map((key) => prefix + Buffer.from(key).toString('base64'))
}

function headersOf(
  scheme: SignatureScheme,
  secrets: readonly string[],
  { id, timestampS, body }: Message,
): Record<string, string> {
  const list: string[] = []
  const request = { secrets: secrets.map(createSigningSecret), timestampS, body }
  appendSignedHeaders(list, [scheme], request, id)
  const headers: Record<string, string> = {}
  for (let at = 0; at < list.length; at += 2) headers[list[at] ?? ''] = list[at + 1] ?? ''
  return headers
}

test('the standardwebhooks package accepts v1 under each secret, and nothing with a byte changed', () => {
  const secret = keySecret('whsec_', { minLength: 24, maxLength: 64 })
  // The package compares with the machine's clock, five minutes either way.
  const offsetS = fc.integer({ min: -200, max: 200 })
  fc.assert(
    fc.property(message, offsetS, secretsOf(secret), flip, (drawn, offset, secrets, change) => {
      const sent = { ...drawn, timestampS: Math.floor(Date.now() / 1000) + offset }
      const headers = headersOf(standardWebhooksScheme, secrets, sent)
      const changed = flipped(sent.body, change)
      for (const each of secrets) {
        const verifier = new Webhook(each)
        assert.deepEqual(
          verifier.verify(sent.body, headers),
          JSON.parse(sent.body.toString('utf8')),
        )
        assert.throws(() => verifier.verify(changed, headers), WebhookVerificationError)
      }
    }),
  )
})

test('the stripe package accepts its scheme under each secret, and nothing with a byte changed', () => {
  const { webhooks } = new Stripe('sk_test_unused')
  fc.assert(
    fc.property(message, secretsOf(textSecret), flip, (sent, secrets, change) => {
      const header = headersOf(stripe, secrets, sent)['Stripe-Signature'] ?? ''
      const receivedAtMs = sent.timestampS * 1000
      const changed = flipped(sent.body, change)
      for (const secret of secrets) {
        const verify = (payload: Buffer): unknown =>
          webhooks.constructEvent(payload, header, secret, undefined, undefined, receivedAtMs)
        assert.deepEqual(verify(sent.body), JSON.parse(sent.body.toString('utf8')))
        assert.throws(() => verify(changed), Stripe.errors.StripeSignatureVerificationError)
      }
    }),
  )
})

test('@octokit/webhooks-methods accepts GitHub’s scheme, and nothing with a byte changed', async () => {
  await fc.assert(
    fc.asyncProperty(message, textSecret, flip, async (sent, secret, change) => {
      const header = headersOf(github, [secret], sent)['X-Hub-Signature-256'] ?? ''
      assert.ok(await verifyGithub(secret, sent.body.toString('utf8'), header))
      const changed = flipped(sent.body, change).toString('utf8')
      assert.ok(!(await verifyGithub(secret, changed, header)))
    }),
  )
})

test('OpenSSL accepts v1a with the public key alone, and nothing with a byte changed', (t) => {
  const openssl = createOpensslVerifier(temporaryDirectory(t))
  const secret = keySecret('whsk_', { minLength: 32, maxLength: 32 })
  fc.assert(
    fc.property(message, secret, flip, (sent, each, change) => {
      const headers = headersOf(standardWebhooksPublicKey, [each], sent)
      const signature = headers['webhook-signature'] ?? ''
      const content = Buffer.concat([
        Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`),
        sent.body,
      ])
      const publicKey = publicKeyOf(each) ?? ''
      assert.ok(openssl(publicKey, signature, content))
      assert.ok(!openssl(publicKey, signature, flipped(content, change)))
    }),
    // Each run starts two processes.
    { numRuns: 25 },
  )
})

function assertOpensslIsThere(): void {
  const { error } = spawnSync('openssl', ['version'])
  assert.ok(!error, 'OpenSSL 3 has to be on the path. On Debian: apt-get install openssl')
}

type OpensslVerifier = (publicKey: string, signature: string, content: Buffer) => boolean

function createOpensslVerifier(directory: string): OpensslVerifier {
  assertOpensslIsThere()
  const keyFile = join(directory, 'public.pem')
  const signatureFile = join(directory, 'signature')
  const contentFile = join(directory, 'content')
  const files = ['-inkey', keyFile, '-sigfile', signatureFile, '-in', contentFile]
  return (publicKey, signature, content) => {
    writeFileSync(keyFile, pemOf(publicKey))
    writeFileSync(signatureFile, Buffer.from(signature.replace(/^v1a,/, ''), 'base64'))
    writeFileSync(contentFile, content)
    const { status, stdout, stderr } = spawnSync(
      'openssl',
      ['pkeyutl', '-verify', '-rawin', '-pubin', ...files],
      { encoding: 'utf8' },
    )
    if (status === 0) return true
    // Anything else, such as a key that it cannot read, is no verdict.
    assert.match(stdout + stderr, /Signature Verification Failure/)
    return false
  }
}

/** RFC 8410: what stands in front says that 32 bytes of an Ed25519 public key follow. */
function pemOf(publicKey: string): string {
  const lead = Buffer.from('302a300506032b6570032100', 'hex')
  const key = Buffer.from(publicKey.replace(/^whpk_/, ''), 'base64')
  const base64 = Buffer.concat([lead, key]).toString('base64')
  return `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`
}
