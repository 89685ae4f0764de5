import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberText } from './member-text.ts'

test('a member is given as it stands there, with its numbers as they were written', () => {
  const json =
    '{"id":"data","data": {"n":1.0, "data":[12345678901234567890,"}\\""]} ,"deliveries":[]}'
  assert.equal(memberText(json, 'data'), '{"n":1.0, "data":[12345678901234567890,"}\\""]}')
  assert.equal(memberText(json, 'deliveries'), '[]')
  assert.equal(memberText(json, 'n'), null)
  assert.equal(memberText('', 'data'), null)
})
