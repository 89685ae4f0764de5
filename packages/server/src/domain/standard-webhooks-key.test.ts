import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  decodeSymmetricSecret,
  publicKeyOf,
  readAsymmetricSecret,
} from './standard-webhooks-key.ts'

/** RFC 8032, section 7.1, test 1. */
const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')
const publicHalf = Buffer.from(
  'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  'hex',
)

function spell(prefix: string, ...bytes: readonly Uint8Array[]): string {
  return prefix + Buffer.concat(bytes).toString('base64')
}

test('a symmetric secret is whsec_ and the base64 of 24 to 64 bytes', () => {
  for (const length of [24, 32, 64]) {
    const bytes = Buffer.alloc(length, 7)
    assert.deepEqual(decodeSymmetricSecret(spell('whsec_', bytes)), bytes)
  }
  for (const length of [0, 23, 65]) {
    assert.equal(decodeSymmetricSecret(spell('whsec_', Buffer.alloc(length))), null)
  }
  for (const secret of [
    '',
    'whsec_',
    'secret',
    `whsec_${'_'.repeat(32)}`,
    `whsec_${'A'.repeat(33)}`,
    `whsec_${'A'.repeat(32)}\n`,
    // The last character has bits that no byte takes up.
    `whsec_${'A'.repeat(33)}B==`,
    `WHSEC_${'A'.repeat(32)}`,
    spell('whsk_', seed),
  ]) {
    assert.equal(decodeSymmetricSecret(secret), null, secret)
  }
})

test('an asymmetric secret is whsk_ and the base64 of a seed, with its public key or without', () => {
  const expected = spell('whpk_', publicHalf)
  assert.equal(publicKeyOf(spell('whsk_', seed)), expected)
  assert.equal(publicKeyOf(spell('whsk_', seed, publicHalf)), expected)
})

test('what is no asymmetric secret has no public key', () => {
  for (const secret of [
    '',
    'whsk_',
    'whsk_secret',
    spell('whsec_', seed),
    spell('whpk_', publicHalf),
    spell('whsk_', seed.subarray(1)),
    spell('whsk_', seed, publicHalf.subarray(1)),
    spell('whsk_', seed, seed),
    spell('whsk_', seed, publicHalf, seed),
    `${spell('whsk_', seed)} `,
  ]) {
    assert.equal(publicKeyOf(secret), null, secret)
    assert.equal(readAsymmetricSecret(secret), null, secret)
  }
})
