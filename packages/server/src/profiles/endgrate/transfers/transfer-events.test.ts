import assert from 'node:assert/strict'
import { randomFillSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { createIdGenerator } from '../../../domain/ids.ts'
import { startMs } from '../../../stores/contract/samples.ts'
import { objectIdOf } from '../object-id.ts'
import { sampleTransfer } from './testing/sample-transfer.ts'
import {
  batchRecords,
  completedEvent,
  dataEvent,
  errorEvent,
  roomForRecords,
} from './transfer-events.ts'

const context = {
  ids: createIdGenerator({
    nowMs: () => startMs,
    fillRandom: (bytes) => void randomFillSync(bytes),
  }),
}

const transfer = sampleTransfer({ endgrateType: 'crm-"contact"' })

const fault = { type: 'upstream', message: 'It failed.', detail: 'secret' } as const

function text({ data }: { readonly data: Uint8Array }): string {
  return Buffer.from(data).toString('utf8')
}

test('however records are cut into batches, none is lost, moved or too large', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 })
  fc.assert(
    fc.property(sizes, fc.integer({ min: 60, max: 200 }), (lengths, room) => {
      const records = lengths.map((length, index) => Buffer.alloc(length, 48 + (index % 10)))
      const batches = batchRecords(records, room)
      assert.deepEqual(batches.flat(), records)
      const maxDataBytes = room + transferBytes([])
      for (const batch of batches) {
        assert.ok(batch.length > 0)
        assert.ok(transferBytes(batch) <= maxDataBytes)
      }
      for (const [index, batch] of batches.entries()) {
        const next = batches[index + 1]?.[0]
        assert.ok(next === undefined || transferBytes([...batch, next]) > maxDataBytes)
      }
    }),
  )
})

function transferBytes(records: readonly Buffer[]): number {
  return dataEvent(context, transfer, { records, completed: false }).data.length
}

test('the room for records is what an event has left', () => {
  const room = roomForRecords(transfer, 1000)
  assert.equal(transferBytes([Buffer.alloc(room, 48)]), 1000)
})

test('a batch carries its records in their own bytes, to the channels of session and transfer', () => {
  const records = ['{"id":1,"data":{"n":1.10}}', '{ "id": 2 }'].map((record) => Buffer.from(record))
  const event = dataEvent(context, transfer, { records, completed: true })
  assert.equal(
    text(event),
    `{"transfer_id":"${transfer.id}","session_id":"${transfer.sessionId}","endgrate":{"endgrate_type":"crm-\\"contact\\""},"completed":true,"transfer_data":[${records.join(',')}]}`,
  )
  assert.deepEqual(event.channels, [transfer.sessionId, transfer.id])
  assert.deepEqual([event.type, event.workspaceId], ['endgrate.data', transfer.workspaceId])
  const newer = { ...transfer, hasWebhooks: true }
  const { data } = dataEvent(context, newer, { records: [], completed: false })
  assert.match(String(data), /,"completed":false,"transfer_data":\[\],"transfer_errors":false\}$/)
})

test('a completion tells the transfer and its type', () => {
  const event = completedEvent(context, transfer)
  assert.equal(event.type, 'endgrate.completed')
  assert.deepEqual(Object.keys(JSON.parse(text(event))), ['transfer_id', 'session_id', 'endgrate'])
})

test('an error has the documented fields, and of provider and integration what was configured', () => {
  const type = 'crm-contact'
  const configuration = Buffer.from(
    `{"endgrate":{"provider":"hubspot","provider_info":{"name":"hubspot","v":1.0}},"schemas":{"other":7,"${type}":{"integration_info":{"name":"get-contacts"}}}}`,
  )
  const typed = { ...transfer, endgrateType: type }
  const event = errorEvent(context, typed, { fault, configuration })
  assert.equal(
    text(event),
    `{"pk":"${objectIdOf(event.id)}","transfer_id":"${transfer.id}","session_id":"${transfer.sessionId}","timestamp":"${new Date(startMs).toISOString()}","error_resolve_text":"It failed.","error_type":"upstream","resolved":false,"endgrate":{"provider_info":{"name":"hubspot","v":1.0},"integration_info":{"name":"get-contacts"}}}`,
  )
  assert.equal(event.type, 'endgrate.error')
})

test('an error of a session that is configured in a form of its own tells what is known', () => {
  for (const configuration of [
    null,
    '{}',
    '{"endgrate":"hubspot","schemas":[]}',
    '{"endgrate":{},"schemas":{"crm-contact":null}}',
  ]) {
    const bytes = configuration === null ? null : Buffer.from(configuration)
    const event = errorEvent(context, transfer, { fault, configuration: bytes })
    assert.deepEqual(JSON.parse(text(event)).endgrate, {})
  }
})
