import {
  changeCredits as applyChange,
  creditEvents,
  type CreditChange,
  type Credits,
} from '../../domain/credits.ts'
import type { Id } from '../../domain/ids.ts'
import { raiseEvent } from '../../domain/raise-event.ts'
import type { CreditOutcome, CreditRecord, StoredCredits } from '../credit-store.ts'
import { recordAudit } from './audit.ts'
import { bytesOfId } from './id-bytes.ts'
import { writeInbox } from './inbox.ts'
import { fragment, sql, type Operation } from './query.ts'

type CreditRow = { balance: number; threshold: number | null; updated_at_ms: number }

const creditColumns = fragment`balance, threshold, updated_at_ms`

export function* getCredits(workspaceId: Id): Operation<StoredCredits | null> {
  const [row] = yield* sql<CreditRow>`
    SELECT ${creditColumns} FROM credits WHERE workspace_id = ${bytesOfId(workspaceId)}`
  return row === undefined ? null : creditsOfRow(row)
}

export function* changeCredits(
  workspaceId: Id,
  change: CreditChange,
  { atMs, audit, eventIds }: CreditRecord,
): Operation<CreditOutcome> {
  if (change.kind === 'set') {
    const first = { balance: change.balance, threshold: change.threshold ?? null }
    if (yield* insertFirst(workspaceId, first, atMs)) {
      if (audit !== null) yield* recordAudit(audit)
      return { kind: 'changed', credits: { ...first, updatedAtMs: atMs }, raised: [] }
    }
  }
  const before = yield* lockCredits(workspaceId)
  if (before === null) return { kind: 'no-balance' }
  const after = applyChange(before, change)
  if (typeof after === 'string') return { kind: after, credits: before }
  yield* sql`
    UPDATE credits SET balance = ${after.balance}, threshold = ${after.threshold},
      updated_at_ms = ${atMs}
    WHERE workspace_id = ${bytesOfId(workspaceId)}`
  if (audit !== null) yield* recordAudit(audit)
  const events = creditEvents(before, after)
  yield* writeInbox(
    events.map(({ type, data }) => raiseEvent({ id: eventIds[type], workspaceId, type, data })),
  )
  return {
    kind: 'changed',
    credits: { ...after, updatedAtMs: atMs },
    raised: events.map(({ type }) => type),
  }
}

/** False when there is a balance already, even one that was committed a moment ago. */
function* insertFirst(
  workspaceId: Id,
  { balance, threshold }: Credits,
  atMs: number,
): Operation<boolean> {
  const inserted = yield* sql`
    INSERT INTO credits (workspace_id, balance, threshold, updated_at_ms)
    VALUES (${bytesOfId(workspaceId)}, ${balance}, ${threshold}, ${atMs})
    ON CONFLICT (workspace_id) DO NOTHING RETURNING workspace_id`
  return inserted.length > 0
}

/** Writes the balance that stands, because that locks its row in every database. */
function* lockCredits(workspaceId: Id): Operation<StoredCredits | null> {
  const [row] = yield* sql<CreditRow>`
    UPDATE credits SET balance = balance
    WHERE workspace_id = ${bytesOfId(workspaceId)} RETURNING ${creditColumns}`
  return row === undefined ? null : creditsOfRow(row)
}

function creditsOfRow(row: CreditRow): StoredCredits {
  return { balance: row.balance, threshold: row.threshold, updatedAtMs: row.updated_at_ms }
}
