import type { HealthChange } from '../../domain/health.ts'
import type { Id } from '../../domain/ids.ts'
import type { Settlement } from '../../domain/settlement.ts'
import { idOfBytes } from '../operations/id-bytes.ts'
import type { Operation, ResultRow } from '../operations/query.ts'
import { recordHealth } from '../operations/webhook-health.ts'
import type { CommitBatch, CommitResult, JournalOutcome, JournalStore } from '../journal-store.ts'
import { StoreError } from '../store-error.ts'
import { batchParameters, type BatchParameters } from './batch-parameters.ts'
import { uuidArray } from './binary-array.ts'
import type { Database } from './database.ts'
import type { NodeSession } from './node-session.ts'

const commitText =
  'SELECT place, first_event FROM posthorn.commit_batch($1, $2, $3, $4, $5, $6, $7, $8)'
const findText = 'SELECT id FROM posthorn.find_journaled($1, $2, $3) AS id'

const accepted: JournalOutcome = { kind: 'accepted' }

/** The place that says that nothing was written, because the catalogue has changed. */
const staleCatalog = 0
/** The place that names a delivery which the batch has settled. */
const settledPlace = -1

export function createCommits(database: Database, node: NodeSession): JournalStore {
  let lastNumber = 0

  return {
    async commit(batch) {
      const parameters = encodeOrRefuse(() => batchParameters(batch))
      const values = [node.number, ++lastNumber, batch.catalogVersion, ...parameters]
      const changes = healthChanges(batch.settlements)
      if (changes.size === 0) {
        return resultOf(batch, await database.call({ text: commitText, values }))
      }
      const rows = await database.callAnd({ text: commitText, values }, (settled) =>
        recordChanges(settled, changes),
      )
      return resultOf(batch, rows)
    },
    async findJournaled(eventIds) {
      if (eventIds.length === 0) return new Set()
      const ids = encodeOrRefuse(() => uuidArray(eventIds))
      const rows = await database.call({ text: findText, values: [node.number, lastNumber, ids] })
      return new Set(rows.map(idOf))
    },
  }
}

/** By the delivery whose settlement brings it along. */
function healthChanges(settlements: readonly Settlement[]): ReadonlyMap<Id, HealthChange> {
  const changes = new Map<Id, HealthChange>()
  for (const settlement of settlements) {
    if (settlement.kind === 'park' || settlement.health === undefined) continue
    const { id } = settlement.delivery
    if (!changes.has(id)) changes.set(id, settlement.health)
  }
  return changes
}

/** Of deliveries that were settled, and not of those that others have taken over. */
function* recordChanges(
  rows: readonly ResultRow[],
  changes: ReadonlyMap<Id, HealthChange>,
): Operation<void> {
  for (const { place, first_event: id } of rows) {
    if (place !== settledPlace || !(id instanceof Uint8Array)) continue
    const change = changes.get(idOfBytes(id))
    if (change !== undefined) yield* recordHealth(change)
  }
}

/** What cannot be packed has not been written: the caller may split the batch. */
function encodeOrRefuse<Encoded extends BatchParameters | Buffer>(encode: () => Encoded): Encoded {
  try {
    return encode()
  } catch (error) {
    throw new StoreError('refused', String(error), { cause: error })
  }
}

function resultOf(batch: CommitBatch, rows: readonly ResultRow[]): CommitResult {
  const outcomes = Array.from<JournalOutcome>({ length: batch.publishes.length }).fill(accepted)
  for (const { place, first_event: firstEvent } of rows) {
    if (place === staleCatalog) return { kind: 'stale-catalog' }
    if (place === settledPlace) continue
    outcomes[Number(place) - 1] = refusalOf(firstEvent)
  }
  return { kind: 'committed', outcomes }
}

/** It names the event that came first, nothing at a conflict, and zeros for what is to come later. */
function refusalOf(firstEvent: unknown): JournalOutcome {
  if (!(firstEvent instanceof Uint8Array)) return { kind: 'conflict' }
  if (firstEvent.every((byte) => byte === 0)) return { kind: 'later' }
  return { kind: 'duplicate', eventId: idOfBytes(firstEvent) }
}

function idOf({ id }: ResultRow): Id {
  if (!(id instanceof Uint8Array)) throw new TypeError('an id is no uuid')
  return idOfBytes(id)
}
