import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idempotencyOf } from './publish-idempotency.ts'

const published = {
  workspaceId: '019a8f3b2c4d7e5f8a1b3c5d7e9f0000',
  type: 'user.created',
  data: Buffer.from('{"a":1}'),
  channels: ['eu'],
  subject: null,
  occurredAtMs: null,
}

function texts(key: string, fields: Partial<typeof published> = {}) {
  const { key: hash, fingerprint } = idempotencyOf(key, { ...published, ...fields })
  return [hash, fingerprint].map((bytes) => Buffer.from(bytes).toString('hex'))
}

test('the same publish has the same hashes of 16 bytes', () => {
  assert.deepEqual(texts('key'), texts('key'))
  assert.deepEqual(
    texts('key').map((text) => text.length),
    [32, 32],
  )
})

test('the key’s hash is of key and workspace alone', () => {
  const [hash] = texts('key')
  assert.equal(texts('key', { type: 'user.deleted' })[0], hash)
  assert.notEqual(texts('key', { workspaceId: '1'.repeat(32) })[0], hash)
  assert.notEqual(texts('other')[0], hash)
})

test('the fingerprint tells apart whatever differs in what was published', () => {
  const all = [
    texts('key'),
    texts('key', { type: 'user.deleted' }),
    texts('key', { data: Buffer.from('{"a": 1}') }),
    texts('key', { channels: [] }),
    texts('key', { channels: ['eu', 'us'] }),
    texts('key', { channels: ['euus'] }),
  ].map(([, fingerprint]) => fingerprint)
  const timed = idempotencyOf('key', { ...published, occurredAtMs: 0 }).fingerprint
  const about = idempotencyOf('key', { ...published, subject: 'eu' }).fingerprint
  all.push(Buffer.from(timed).toString('hex'), Buffer.from(about).toString('hex'))
  assert.equal(new Set(all).size, all.length)
})
