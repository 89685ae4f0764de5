import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSigningSecret, sign, type SignatureScheme } from './signature-scheme.ts'

const message = { id: 'evt_1', timestampS: 1, body: Buffer.from('{}') }
const hexOfBody = { header: 'X-Signature', content: 'body', encoding: 'hex' } as const
const ed25519: SignatureScheme = { ...hexOfBody, algorithm: 'ed25519', key: 'whsk' }
const whsec: SignatureScheme = { ...hexOfBody, algorithm: 'hmac-sha256', key: 'whsec' }
const utf8: SignatureScheme = { ...hexOfBody, algorithm: 'hmac-sha256', key: 'utf8' }

const zeros = Buffer.alloc(32).toString('base64')
const secrets = {
  plain: createSigningSecret('whsec_abc123...'),
  symmetric: createSigningSecret(`whsec_${zeros}`),
  asymmetric: createSigningSecret(`whsk_${zeros}`),
}

/** RFC 8032, section 7.1, tests 1 and 2. */
const ed25519Vectors = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    body: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155' +
      '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    body: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
]

test('Ed25519 signs as RFC 8032 does', () => {
  for (const { seed, body, signature } of ed25519Vectors) {
    const secret = createSigningSecret(`whsk_${Buffer.from(seed, 'hex').toString('base64')}`)
    assert.equal(sign(ed25519, { ...message, body: Buffer.from(body, 'hex') }, secret), signature)
  }
})

test('a secret that does not fit a scheme gives no signature', () => {
  for (const [name, secret] of Object.entries(secrets)) {
    assert.equal(sign(whsec, message, secret) !== null, name === 'symmetric', name)
    assert.equal(sign(ed25519, message, secret) !== null, name === 'asymmetric', name)
    assert.notEqual(sign(utf8, message, secret), null, name)
  }
})

test('id and time are signed where the scheme says so, and only there', () => {
  const variants = [
    { ...message, id: 'evt_2' },
    { ...message, timestampS: 2 },
  ]
  for (const scheme of [utf8, ed25519]) {
    for (const [content, changes] of [
      ['body', [false, false]],
      ['timestamp.body', [false, true]],
      ['id.timestamp.body', [true, true]],
    ] as const) {
      const signed = (variant: typeof message): string | null =>
        sign({ ...scheme, content }, variant, secrets.asymmetric)
      const differs = variants.map((variant) => signed(variant) !== signed(message))
      assert.deepEqual(differs, changes, `${scheme.algorithm} over ${content}`)
    }
  }
})
