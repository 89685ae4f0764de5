import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  createSigningSecret,
  decodeStandardSecret,
  sign,
  type SignatureScheme,
} from './signature-scheme.ts'

/** Made by Python's hmac module; the SDK is held to the same file. */
const vectorsFile = '../../../sdk/test/signature-vectors.json'

interface Vector {
  readonly name: string
  readonly scheme: string
  readonly secret: string
  readonly id?: string
  readonly timestampS?: number
  readonly body: string | { readonly repeat: string; readonly times: number }
  readonly value: string
}

const plain = {
  algorithm: 'sha256',
  key: 'utf8',
  content: 'body',
  encoding: 'hex',
  prefix: '',
  list: false,
} as const

const schemes: Readonly<Record<string, SignatureScheme>> = {
  'webhook-signature': { ...plain, header: 'X-Webhook-Signature' },
  encrata: { ...plain, header: 'X-Encrata-Signature' },
  graph8: { ...plain, header: 'X-Webhook-Signature' },
  github: { ...plain, header: 'X-Hub-Signature-256', prefix: 'sha256=' },
  endgrate: { ...plain, header: 'X-Endgrate-Signature', algorithm: 'sha1', encoding: 'base64' },
  'standard-webhooks': {
    header: 'webhook-signature',
    algorithm: 'sha256',
    key: 'standard-webhooks',
    content: 'id.timestamp.body',
    encoding: 'base64',
    prefix: 'v1,',
    list: true,
  },
}

// The file is our own; the SDK's tests check its shape.
const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, vectorsFile), 'utf8'),
) as readonly Vector[]

for (const [name, scheme] of Object.entries(schemes)) {
  test(`${name} signs as Python's hmac does`, () => {
    const own = vectors.filter((vector) => vector.scheme === name)
    assert.ok(own.length > 0)
    for (const { name: vector, secret, id = '', timestampS = 0, body, value } of own) {
      const text = typeof body === 'string' ? body : body.repeat.repeat(body.times)
      const message = { id, timestampS, body: Buffer.from(text) }
      assert.equal(sign(scheme, message, [createSigningSecret(secret)]), value, vector)
    }
  })
}

const secrets = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`)
const message = { id: 'evt_1', timestampS: 1, body: Buffer.from('{}') }

test('a list is signed with every secret, a bare value with the first', () => {
  const [list, bare] = [schemes['standard-webhooks'], schemes['webhook-signature']]
  assert.ok(list && bare)
  const keys = secrets.map(createSigningSecret)
  const each = keys.map((key) => sign(list, message, [key]))
  assert.equal(sign(list, message, keys), each.join(' '))
  assert.equal(sign(bare, message, keys), sign(bare, message, keys.slice(0, 1)))
})

test('a secret that does not fit a scheme gives no signature', () => {
  const scheme = schemes['standard-webhooks']
  assert.ok(scheme)
  assert.equal(sign(scheme, message, [createSigningSecret('whsec_abc123...')]), null)
  assert.equal(sign(scheme, message, []), null)
})

test('a Standard Webhooks secret is whsec_ and the base64 of 24 to 64 bytes', () => {
  for (const length of [24, 32, 64]) {
    const secret = `whsec_${Buffer.alloc(length, 7).toString('base64')}`
    assert.equal(decodeStandardSecret(secret)?.length, length)
  }
  for (const length of [0, 23, 65]) {
    assert.equal(decodeStandardSecret(`whsec_${Buffer.alloc(length).toString('base64')}`), null)
  }
  for (const secret of [
    '',
    'whsec_',
    'secret',
    `whsec_${'_'.repeat(32)}`,
    `WHSEC_${'A'.repeat(32)}`,
  ]) {
    assert.equal(decodeStandardSecret(secret), null, secret)
  }
})
