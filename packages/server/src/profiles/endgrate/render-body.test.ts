import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleEvent } from '../../stores/contract/samples.ts'
import { renderBody } from './render-body.ts'
import { formatWebhookData } from './webhooks/webhook-data.ts'

const sessionId = '6566e85e7cf20dca9cef0c0a'
const event = sampleEvent({
  type: 'endgrate.completed',
  data: Buffer.from('{"transfer_id":"t"}'),
  channels: [sessionId, 'another'],
})

function bodyFor(profileData: string | null, channels = event.channels): string {
  return Buffer.from(renderBody({ ...event, channels }, { profileData })).toString()
}

test('a callback tells session and metadata of its webhook, digits kept', () => {
  const metadata = Buffer.from('{"id":12345678901234567890, "é":[1.10,-0]}')
  assert.equal(
    bodyFor(formatWebhookData({ sessionId: 'own', metadata })),
    '{"success": true, "transfer_id": "t", "session_id": "own", ' +
      '"metadata": {"id": 12345678901234567890, "\\u00e9": [1.1, 0]}, "completed": true}',
  )
  assert.equal(
    bodyFor(formatWebhookData({ sessionId: 'own', metadata: null })),
    '{"success": true, "transfer_id": "t", "session_id": "own", "completed": true}',
  )
})

test('for a webhook that no session made, the session is the one that was published to', () => {
  assert.equal(
    bodyFor(null),
    `{"success": true, "transfer_id": "t", "session_id": "${sessionId}", "completed": true}`,
  )
  assert.equal(bodyFor(null, []), '{"success": true, "transfer_id": "t", "completed": true}')
})
