import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainAttempt } from './explain-attempt.ts'

const answered = (status_code: number) =>
  explainAttempt({ error: `HTTP ${status_code}`, duration_ms: 5, response: { status_code } }) ?? ''

test('what went wrong is told in words that say where to look', () => {
  assert.match(answered(404), /Check the path/)
  assert.match(answered(302), /redirect/)
  assert.match(answered(502), /failed \(502\)/)
  assert.match(answered(418), /only 2xx/)
  const timeout = { error: 'Connection timeout', duration_ms: 10_004, response: null }
  assert.match(explainAttempt(timeout) ?? '', /within 10 s/)
  assert.equal(
    explainAttempt({ error: 'Connection refused', duration_ms: 1, response: null }),
    'Connection refused.',
  )
})

test('of a success there is nothing to explain', () => {
  assert.equal(
    explainAttempt({ error: null, duration_ms: 5, response: { status_code: 200 } }),
    null,
  )
})
