import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  github,
  graph8Studio,
  standardWebhooksPublicKey,
  stripe,
} from '../../test/support/signature-schemes.ts'
import { createSigningSecret, sign, type SignatureScheme } from './signature-scheme.ts'
import { appendSignedHeaders } from './signed-headers.ts'

/** Made by Python's hmac module; the SDK is held to the same file. */
const vectorsFile = '../../../sdk/test/signature-vectors.json'

interface Vector {
  readonly name: string
  readonly scheme: string
  readonly secret: string
  readonly id?: string
  readonly timestampS?: number
  readonly body: string | { readonly repeat: string; readonly times: number }
  readonly header: string
  readonly value: string
}

const hexOfBody: SignatureScheme = {
  header: 'X-Webhook-Signature',
  algorithm: 'hmac-sha256',
  key: 'utf8',
  content: 'body',
  encoding: 'hex',
}

const endgrate: SignatureScheme = {
  header: 'X-Endgrate-Signature',
  algorithm: 'hmac-sha1',
  key: 'utf8',
  content: 'body',
  encoding: 'base64',
}

const standardWebhooks: SignatureScheme = {
  ...standardWebhooksPublicKey,
  algorithm: 'hmac-sha256',
  key: 'whsec',
  prefix: 'v1,',
}

const schemes: Readonly<Record<string, SignatureScheme>> = {
  'webhook-signature': hexOfBody,
  encrata: { ...hexOfBody, header: 'X-Encrata-Signature' },
  graph8: hexOfBody,
  endgrate,
  'standard-webhooks': standardWebhooks,
  'graph8-studio': graph8Studio,
  stripe,
  github,
}

// The file is our own; the SDK's tests check its shape.
const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, vectorsFile), 'utf8'),
) as readonly Vector[]

const body = Buffer.from('{}')
const oldSecret = spell('whsec_', 1)
const newSecret = spell('whsec_', 2)
const newestSecret = spell('whsk_', 3)

function spell(prefix: string, byte: number): string {
  return prefix + Buffer.alloc(32, byte).toString('base64')
}

/** Secrets newest first. */
function append(
  list: readonly SignatureScheme[],
  secrets: readonly string[],
  headers: readonly string[] = [],
): string[] {
  const appended = [...headers]
  const request = { secrets: secrets.map(createSigningSecret), timestampS: 7, body }
  appendSignedHeaders(appended, list, request, 'evt_1')
  return appended
}

function signed(scheme: SignatureScheme, secret: string): string {
  const message = { id: 'evt_1', timestampS: 7, body }
  const signature = sign(scheme, message, createSigningSecret(secret))
  assert.ok(signature !== null)
  return signature
}

test('a scheme is a value that JSON can hold', () => {
  for (const scheme of [...Object.values(schemes), standardWebhooksPublicKey]) {
    assert.deepEqual(JSON.parse(JSON.stringify(scheme)), scheme)
  }
})

for (const [name, scheme] of Object.entries(schemes)) {
  test(`${name} signs as Python's hmac does`, () => {
    const own = vectors.filter((vector) => vector.scheme === name)
    assert.ok(own.length > 0)
    for (const vector of own) {
      const text = typeof vector.body === 'string' ? vector.body : longText(vector.body)
      const headers: string[] = []
      appendSignedHeaders(
        headers,
        [scheme],
        {
          secrets: [createSigningSecret(vector.secret)],
          timestampS: vector.timestampS ?? 0,
          body: Buffer.from(text),
        },
        vector.id ?? '',
      )
      assert.deepEqual(headers.slice(-2), [vector.header, vector.value], vector.name)
    }
  })
}

function longText({ repeat, times }: Exclude<Vector['body'], string>): string {
  return repeat.repeat(times)
}

test('a list is signed with every valid secret, newest first', () => {
  assert.deepEqual(append([standardWebhooks], [newSecret, oldSecret]), [
    'webhook-id',
    'evt_1',
    'webhook-timestamp',
    '7',
    'webhook-signature',
    `${signed(standardWebhooks, newSecret)} ${signed(standardWebhooks, oldSecret)}`,
  ])
  assert.deepEqual(append([stripe], [newSecret, oldSecret]), [
    'Stripe-Signature',
    `t=7,${signed(stripe, newSecret)},${signed(stripe, oldSecret)}`,
  ])
})

test('a bare value is the oldest secret’s, with the newest one’s beside it', () => {
  assert.deepEqual(append([hexOfBody], [oldSecret]), [
    'X-Webhook-Signature',
    signed(hexOfBody, oldSecret),
  ])
  assert.deepEqual(append([hexOfBody], [newestSecret, newSecret, oldSecret]), [
    'X-Webhook-Signature',
    signed(hexOfBody, oldSecret),
    'X-Webhook-Signature-Next',
    signed(hexOfBody, newestSecret),
  ])
})

test('secrets that do not fit a scheme are passed over, a scheme that none fits is not sent', () => {
  const bare: SignatureScheme = { ...hexOfBody, key: 'whsec' }
  assert.deepEqual(append([bare], ['plain', newSecret, newestSecret]), [
    'X-Webhook-Signature',
    signed(bare, newSecret),
  ])
  assert.deepEqual(append([bare, standardWebhooks], ['plain', newestSecret]), [])
  assert.deepEqual(append([hexOfBody], []), [])
})

test('schemes stand in their order, each companion once and before the first that needs it', () => {
  const rest = { ...graph8Studio, header: 'X-Other-Signature', idHeader: 'X-Message-Id' }
  assert.deepEqual(
    append([hexOfBody, graph8Studio, rest], [oldSecret], ['X-First', 'X-Message-Id']),
    [
      'X-First',
      'X-Message-Id',
      'X-Webhook-Signature',
      signed(hexOfBody, oldSecret),
      'X-Studio-Timestamp',
      '7',
      'X-Studio-Signature',
      signed(graph8Studio, oldSecret),
      'X-Message-Id',
      'evt_1',
      'X-Other-Signature',
      signed(rest, oldSecret),
    ],
  )
})

test('v1 and v1a share one list', () => {
  const both = [standardWebhooks, standardWebhooksPublicKey]
  assert.deepEqual(append(both, [newestSecret, oldSecret]), [
    'webhook-id',
    'evt_1',
    'webhook-timestamp',
    '7',
    'webhook-signature',
    `${signed(standardWebhooks, oldSecret)} ${signed(standardWebhooksPublicKey, newestSecret)}`,
  ])
})

test('a secret that is left to lists signs nothing else', () => {
  const secrets = [
    createSigningSecret(newSecret),
    { ...createSigningSecret(oldSecret), inListsOnly: true },
  ]
  const headers: string[] = []
  appendSignedHeaders(headers, [hexOfBody, stripe], { secrets, timestampS: 7, body }, 'evt_1')
  assert.deepEqual(headers, [
    'X-Webhook-Signature',
    signed(hexOfBody, newSecret),
    'Stripe-Signature',
    `t=7,${signed(stripe, newSecret)},${signed(stripe, oldSecret)}`,
  ])
})
