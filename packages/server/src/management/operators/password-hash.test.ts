import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { hashOfNobody, hashPassword, isPassword } from './password-hash.ts'

/** A test vector of argon2's reference implementation, of another cost: the password is `password`. */
const ofReference =
  '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'

test('a hash is right for its password alone', async () => {
  const hash = await hashPassword('a long enough one', randomBytes)
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.ok(await isPassword('a long enough one', hash))
  assert.ok(!(await isPassword('a long enough two', hash)))
  assert.ok(!(await isPassword('', hash)))
})

test('the same password has another hash each time', async () => {
  const hashes = await Promise.all([1, 2].map(() => hashPassword('a long enough one', randomBytes)))
  assert.notEqual(hashes[0], hashes[1])
})

test('a password is the same however it was composed', async () => {
  const hash = await hashPassword('caf\u00e9 caf\u00e9 caf\u00e9', randomBytes)
  assert.ok(await isPassword('cafe\u0301 cafe\u0301 cafe\u0301', hash))
})

test('nobody has a password', async () => {
  const hash = hashOfNobody(randomBytes)
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.ok(!(await isPassword('', hash)))
})

test('a hash of another cost stays good', async () => {
  assert.ok(await isPassword('password', ofReference))
  assert.ok(!(await isPassword('Password', ofReference)))
})

test('what is no hash of ours is not taken for one', async () => {
  for (const hash of ['', 'x', `${ofReference}$`, ofReference.replace('argon2id', 'argon2i')]) {
    await assert.rejects(isPassword('a long enough one', hash), TypeError)
  }
})
