import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestError } from '../../domain/errors.ts'
import { assertGoodPassword } from './password-rules.ts'

function refusalOf(password: string, name = 'ada'): string | null {
  try {
    assertGoodPassword(password, name)
    return null
  } catch (error) {
    assert.ok(error instanceof RequestError && error.field === 'password')
    assert.ok(password === '' || !error.message.includes(password), error.message)
    return error.message
  }
}

test('any 12 to 256 characters will do, of whatever kind', () => {
  for (const password of [
    'twelve chars',
    'ünïcödé päss',
    '🎺🥁🎻🎷🎹🪕🪘🎸🪗🎤🎧📯',
    'xyz abc '.repeat(32),
  ]) {
    assert.equal(refusalOf(password), null, password)
  }
  assert.match(refusalOf('eleven char') ?? '', /at least 12/)
  // Eleven to whoever types it, though JavaScript counts twice as many.
  assert.match(refusalOf('🎺🥁🎻🎷🎹🪕🪘🎸🪗🎤🎧') ?? '', /at least 12/)
  assert.match(refusalOf('xyz abc '.repeat(33)) ?? '', /at most 256/)
})

test('the name is no password', () => {
  assert.match(refusalOf('Ada Lovelace', 'ada lovelace') ?? '', /differ from the name/)
})

test('what is guessed first is refused, in whatever capitals', () => {
  for (const password of ['password1234', 'Password1234', 'aaaaaaaaaaaaa', 'abcabcabcabc']) {
    assert.match(refusalOf(password) ?? '', /guessed first/, password)
  }
})
