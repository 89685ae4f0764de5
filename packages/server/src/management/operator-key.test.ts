import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allows } from '../domain/api-key.ts'
import { isId } from '../domain/ids.ts'
import { createOperatorKey } from './operator-key.ts'

test('the operator’s key may do everything in every workspace', () => {
  const key = createOperatorKey('sixteen-letters!')
  assert.ok(isId(key.id))
  assert.equal(key.workspaceId, null)
  for (const scope of ['admin', 'publish', 'manage', 'read'] as const) {
    assert.ok(allows(key, scope))
  }
})

test('a key that could be guessed is refused', () => {
  assert.throws(() => createOperatorKey('fifteen-letters'), RangeError)
})
