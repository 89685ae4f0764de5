import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts'
import type { HeldDelivery } from '../../domain/delivery.ts'
import type { Settlement } from '../../domain/settlement.ts'
import {
  entryOf,
  heldOf,
  retried,
  sampleEvent,
  sampleWebhook,
  startMs,
} from '../contract/samples.ts'
import { bytesOfId } from '../operations/id-bytes.ts'
import type { JournalEntry } from '../journal-store.ts'
import { decodeClaim } from './claim-frame.ts'
import { createClaimer } from './claimer.ts'
import { encodeBatch } from './commit-frame.ts'
import type { WriterSession } from './writer-session.ts'
import { openWriter } from './writer.ts'

const webhook = sampleWebhook({ ordered: true })
const lane = bytesOfId(webhook.laneId)

function openClaimer(t: TestContext) {
  const writer = openWriter(join(temporaryDirectory(t), 'posthorn.sqlite'), startMs)
  return {
    claim: createClaimer(writer),
    commit(publishes: readonly JournalEntry[], settlements: readonly Settlement[] = []) {
      const frame = encodeBatch({ catalogVersion: 0, publishes, settlements })
      writer.write(({ journal }) => journal.commit(frame))
    },
    [Symbol.dispose]: () => writer.close(),
  }
}

function parkedEntries(count: number): { entries: JournalEntry[]; deliveries: HeldDelivery[] } {
  const entries = Array.from({ length: count }, () => entryOf(sampleEvent(), [webhook], 'parked'))
  return { entries, deliveries: entries.flatMap(heldOf) }
}

/** What stands in for a failing disk: what was done is written, and the COMMIT that follows throws. */
function failAfter(claim: (session: WriterSession) => unknown): (session: WriterSession) => void {
  return (session) => {
    claim(session)
    session.db.exec('COMMIT')
  }
}

const unknown = { name: 'StoreError', outcome: 'unknown' }

test('what a claim of unknown outcome took comes first again, in its order', (t) => {
  using open = openClaimer(t)
  const { entries, deliveries } = parkedEntries(5)
  open.commit(entries)
  const takeTwo = failAfter(({ claims }) => claims.claimInOrder(lane, 2))
  assert.throws(() => open.claim(takeTwo), unknown)
  assert.throws(() => open.claim(takeTwo), unknown)

  const reply = open.claim(({ claims }) => claims.claimInOrder(lane, 4))
  assert.deepEqual(decodeClaim(reply), deliveries.slice(0, 4))
  const rest = open.claim(({ claims }) => claims.claimParked(lane, 4))
  assert.deepEqual(decodeClaim(rest), deliveries.slice(4))
})

test('what was due and in doubt is due again, and holds up its lane meanwhile', (t) => {
  using open = openClaimer(t)
  const { entries } = parkedEntries(1)
  const head = entryOf(sampleEvent(), [webhook])
  const [delivery] = heldOf(head)
  assert.ok(delivery !== undefined)
  open.commit([head, ...entries])
  open.commit([], [retried(delivery, startMs + 5)])
  const takeDue = failAfter(({ claims }) => claims.claimDue(startMs + 9, 10))
  assert.throws(() => open.claim(takeDue), unknown)

  const { waitsFor } = open.claim(({ claims }) => claims.claimInOrder(lane, 10))
  assert.deepEqual(waitsFor, { id: delivery.id, webhookId: webhook.id })
  const due = open.claim(({ claims }) => claims.claimDue(startMs + 9, 10))
  assert.deepEqual(
    decodeClaim(due).map(({ id, attempts }) => ({ id, attempts })),
    [{ id: delivery.id, attempts: 1 }],
  )
})

test('a claim that was refused leaves nothing in doubt', (t) => {
  using open = openClaimer(t)
  const { entries, deliveries } = parkedEntries(2)
  open.commit(entries)
  const refuse = ({ claims }: WriterSession): void => {
    claims.claimParked(lane, 1)
    throw new Error('the disk is full')
  }
  assert.throws(() => open.claim(refuse), { name: 'StoreError', outcome: 'refused' })
  const held = decodeClaim(open.claim(({ claims }) => claims.claimParked(lane, 1)))
  assert.deepEqual(held, deliveries.slice(0, 1))
  const next = decodeClaim(open.claim(({ claims }) => claims.claimParked(lane, 2)))
  assert.deepEqual(next, deliveries.slice(1))
})
