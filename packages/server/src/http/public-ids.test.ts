import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatEventId, formatPublicId, parseEventId, parsePublicId } from './public-ids.ts'

const id = '019a8f3b2c4d7e5f8a1b3c5d7e9f0000'

test('an id is its prefix and 32 hex digits, and reads back', () => {
  assert.equal(formatPublicId('webhook', id), `hook_${id}`)
  assert.equal(parsePublicId('webhook', `hook_${id}`), id)
})

test('what is not an id of the kind names nothing', () => {
  for (const text of ['', id, `hook_${id}0`, `hook_${id.toUpperCase()}`, `del_${id}`, 'hook_123']) {
    assert.equal(parsePublicId('webhook', text), null, text)
  }
})

test('a test event is told by its prefix, and both kinds of event are read', () => {
  assert.equal(formatEventId({ id, isTest: true }), `evt_test_${id}`)
  assert.equal(formatEventId({ id, isTest: false }), `evt_${id}`)
  assert.equal(parseEventId(`evt_test_${id}`), id)
  assert.equal(parseEventId(`evt_${id}`), id)
  assert.equal(parseEventId('evt_test_'), null)
})
