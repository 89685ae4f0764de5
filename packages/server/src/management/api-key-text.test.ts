import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatApiKey, isWellFormedApiKey, previewOf } from './api-key-text.ts'

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })

test('a key is phk_ and 49 characters, whatever its bytes', () => {
  assert.equal(formatApiKey(new Uint8Array(32)), `phk_${'0'.repeat(43)}3KLsYu`)
  fc.assert(
    fc.property(bytes, (random) => {
      const key = formatApiKey(random)
      assert.match(key, /^phk_[0-9A-Za-z]{49}$/)
      assert.ok(isWellFormedApiKey(key))
      assert.equal(previewOf(key), key.slice(-4))
    }),
  )
})

test('different bytes make different keys', () => {
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      const isSame = Buffer.from(one).equals(other)
      assert.equal(formatApiKey(one) === formatApiKey(other), isSame)
    }),
  )
})

test('one character that is mistyped is noticed', () => {
  const key = formatApiKey(Uint8Array.from({ length: 32 }, (_, index) => index))
  for (let at = 4; at < key.length; at += 1) {
    const wrong = key[at] === 'x' ? 'y' : 'x'
    assert.equal(isWellFormedApiKey(key.slice(0, at) + wrong + key.slice(at + 1)), false)
  }
  for (const text of ['', 'phk_', key.slice(1), `${key}0`]) {
    assert.equal(isWellFormedApiKey(text), false)
  }
})

test('a key of too few random bytes is never made', () => {
  assert.throws(() => formatApiKey(new Uint8Array(31)), RangeError)
})
