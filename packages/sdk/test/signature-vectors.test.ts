import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sign, verify } from '../src/index.ts'
import { readSignatureVectors } from './signature-vectors.ts'

const vectors = readSignatureVectors()

test('sign makes what another implementation made, for every scheme', async () => {
  for (const { name, body, header, value, ...options } of vectors) {
    const headers = await sign(body, options)
    assert.equal(headers[header], value, name)
    assert.deepEqual(await sign(new TextEncoder().encode(body), options), headers, name)
  }
})

test('verify takes what another implementation signed, for every scheme', async () => {
  for (const { name, body, header, value, secret, scheme, id, timestampS } of vectors) {
    const headers: Record<string, string | undefined> = {
      [header]: value,
      'webhook-id': id,
      'webhook-timestamp': timestampS?.toString(),
      'X-Studio-Timestamp': timestampS?.toString(),
    }
    const nowMs = () => (timestampS ?? 0) * 1000
    assert.deepEqual(
      await verify(body, headers, { secret, scheme, nowMs }),
      { ok: true, id, timestampS },
      name,
    )
  }
})

test('the vectors reach every scheme', () => {
  const covered = new Set(vectors.map(({ scheme }) => scheme.name))
  assert.deepEqual([...covered].sort(), [
    'encrata',
    'endgrate',
    'github',
    'graph8',
    'graph8-studio',
    'standard-webhooks',
    'stripe',
    'webhook-signature',
  ])
})
