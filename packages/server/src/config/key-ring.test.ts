import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createKeyRing,
  formatMasterKey,
  generateMasterKey,
  parseMasterKeys,
  type MasterKey,
} from './key-ring.ts'

const one: MasterKey = { name: 'k1', bytes: Buffer.alloc(32, 1) }
const two: MasterKey = { name: 'k2', bytes: Buffer.alloc(32, 2) }
const binding = 'webhooks/a/secrets/b'

test('what is sealed unseals to itself, whatever it holds', () => {
  const ring = createKeyRing([one])
  for (const text of ['', 'whsec_abc', 'Ünïcödé 🎺', 'x'.repeat(100_000)]) {
    assert.equal(ring.unseal(ring.seal(text, binding), binding), text)
  }
})

test('a sealed text names its version and key, and shows nothing of the plaintext', () => {
  const sealed = createKeyRing([one]).seal('whsec_abc', binding)
  assert.match(sealed, /^v1:k1:[\w-]{16}:[\w-]+$/)
  assert.ok(!Buffer.from(sealed.split(':')[3] ?? '', 'base64url').includes('whsec'))
})

test('the same text never seals to the same ciphertext', () => {
  const ring = createKeyRing([one])
  assert.notEqual(ring.seal('same', binding), ring.seal('same', binding))
})

test('a text that was sealed for another row does not unseal', () => {
  const ring = createKeyRing([one])
  const sealed = ring.seal('whsec_abc', binding)
  assert.throws(() => ring.unseal(sealed, 'webhooks/a/secrets/c'), /for something else/)
})

test('another key does not unseal, not even under the same name', () => {
  const sealed = createKeyRing([one]).seal('whsec_abc', binding)
  assert.throws(() => createKeyRing([two]).unseal(sealed, binding), /"k1", which is not known/)
  const impostor = createKeyRing([{ name: 'k1', bytes: two.bytes }])
  assert.throws(() => impostor.unseal(sealed, binding), /another key/)
})

test('the first key seals and every key unseals', () => {
  const before = createKeyRing([one]).seal('whsec_abc', binding)
  const ring = createKeyRing([two, one])
  assert.equal(ring.unseal(before, binding), 'whsec_abc')
  assert.match(ring.seal('whsec_abc', binding), /^v1:k2:/)
})

test('a text that was changed anywhere does not unseal', () => {
  const ring = createKeyRing([one])
  const sealed = ring.seal('whsec_abc', binding)
  const [version, name, iv, rest] = sealed.split(':') as [string, string, string, string]
  const changed = Buffer.from(rest, 'base64url')
  changed[0] = (changed[0] ?? 0) ^ 1
  const broken = [
    '',
    'whsec_abc',
    `v2:${name}:${iv}:${rest}`,
    `${version}:${name}:${iv}`,
    `${version}:${name}:${iv}:AAAA`,
    `${sealed}:more`,
    `${version}:${name}:${iv}:${changed.toString('base64url')}`,
    `${version}:${name}:AAAAAAAAAAAAAAAA:${rest}`,
  ]
  for (const text of broken) assert.throws(() => ring.unseal(text, binding), Error, text)
})

test('keys are written and read in one form', () => {
  const key = generateMasterKey()
  assert.deepEqual(parseMasterKeys(formatMasterKey(key)), [key])
  const names = parseMasterKeys(`${formatMasterKey(two)}, ${formatMasterKey(one)}`)
  assert.deepEqual(
    names?.map(({ name }) => name),
    ['k2', 'k1'],
  )
})

test('keys of a wrong length, without a name or of one name are refused', () => {
  const short = Buffer.alloc(31).toString('base64')
  const wrong = [
    '',
    'k1',
    `k1:${short}`,
    one.bytes.toString(),
    `:${Buffer.alloc(32).toString('base64')}`,
  ]
  wrong.push(`${formatMasterKey(one)},${formatMasterKey({ ...two, name: 'k1' })}`)
  wrong.push(`${formatMasterKey(one)},`)
  for (const text of wrong) assert.equal(parseMasterKeys(text), null, text)
})
