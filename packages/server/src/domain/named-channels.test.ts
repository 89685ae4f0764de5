import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withNamedChannels } from './named-channels.ts'

const types = [{ channelField: 'transfer_id' }, {}]

function channelsOf(data: string, channels: readonly string[] = ['a']): readonly string[] {
  return withNamedChannels({ data: Buffer.from(data), channels }, types)
}

test('what data names in a field that is a channel is one more channel, once', () => {
  assert.deepEqual(channelsOf('{"n":1,"transfer_id":"t-1"}'), ['a', 't-1'])
  assert.deepEqual(channelsOf('{"transfer_id":"\\u0061"}'), ['a'])
  assert.deepEqual(channelsOf('{"transfer_id":"t"}', []), ['t'])
})

test('what cannot be an id names no channel', () => {
  for (const value of ['7', 'null', '{}', '["t"]', '""', '"a b"', '"é"', `"${'x'.repeat(65)}"`]) {
    assert.deepEqual(channelsOf(`{"transfer_id":${value}}`), ['a'])
  }
  assert.deepEqual(channelsOf('{"data":{"transfer_id":"t"}}'), ['a'])
})

test('of a type that names no such field, the channels are those that were published to', () => {
  const channels = ['a']
  const event = { data: Buffer.from('{"transfer_id":"t"}'), channels }
  assert.equal(withNamedChannels(event, [{}]), channels)
  assert.equal(withNamedChannels(event, []), channels)
})
