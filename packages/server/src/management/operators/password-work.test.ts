import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { RequestError } from '../../domain/errors.ts'
import { createPasswordWork } from './password-work.ts'

const password = 'a long enough one'

test('a password is right for its own hash, and for nobody’s it never is', async () => {
  const work = createPasswordWork({ randomBytes, maxAtOnce: 1, maxWaiting: 4 })
  const hash = await work.hash(password)
  assert.ok(await work.isRight(password, hash))
  assert.ok(!(await work.isRight('another long one', hash)))
  assert.ok(!(await work.isRight(password, null)))
})

test('a few wait, more are sent away, and then there is room again', async () => {
  const work = createPasswordWork({ randomBytes, maxAtOnce: 1, maxWaiting: 2 })
  const tries = [1, 2, 3, 4, 5].map(() => work.isRight(password, null))
  const results = await Promise.allSettled(tries)
  const refusals = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason] : [],
  )
  assert.equal(refusals.length, 2)
  for (const refusal of refusals) {
    assert.ok(refusal instanceof RequestError)
    assert.deepEqual([refusal.code, refusal.retryAfterS], ['unavailable', 2])
  }
  assert.equal(await work.isRight(password, null), false)
})

test('what fails makes room too', async () => {
  const work = createPasswordWork({ randomBytes, maxAtOnce: 1, maxWaiting: 1 })
  for (let round = 0; round < 3; round += 1) {
    await assert.rejects(work.isRight(password, 'no hash'), TypeError)
  }
  assert.equal(await work.isRight(password, null), false)
})
