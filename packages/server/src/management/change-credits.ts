import type { AuditEntry } from '../domain/audit.ts'
import type { Actor } from '../domain/caller.ts'
import type { CreditChange } from '../domain/credits.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { StoredCredits } from '../stores/credit-store.ts'
import { auditEntry } from './audit-entry.ts'
import { noBalance } from './get-credits.ts'
import type { ManagementContext } from './management-context.ts'

export interface WantedCredits {
  readonly workspaceId: Id
  readonly balance: number
  /** null: none. undefined: as it was. */
  readonly threshold: number | null | undefined
}

export interface Adjustment {
  readonly workspaceId: Id
  /** Added; negative: spent. */
  readonly change: number
}

/** What a workspace has left from now on. */
export function setCredits(
  context: ManagementContext,
  { workspaceId, balance, threshold }: WantedCredits,
  actor: Actor | null,
): Promise<StoredCredits> {
  const audit = auditEntry(context, {
    workspaceId,
    actor,
    action: 'credits.set',
    targetId: workspaceId,
    detail: { balance, ...(threshold === undefined ? {} : { threshold }) },
  })
  return changeCredits(context, { workspaceId, change: { kind: 'set', balance, threshold }, audit })
}

/**
 * Adds to the balance or spends from it, in one step. Throws `conflict` when less is left than was
 * to be spent, and `not_found` before a first balance was set.
 */
export function adjustCredits(
  context: ManagementContext,
  { workspaceId, change }: Adjustment,
): Promise<StoredCredits> {
  return changeCredits(context, { workspaceId, change: { kind: 'adjust', change }, audit: null })
}

/**
 * Raises what `domain/credits.ts` lays down, whether or not a catalogue knows these types: whoever
 * keeps a balance here asks for them.
 */
async function changeCredits(
  { store, engine, clock, ids }: ManagementContext,
  { workspaceId, change, audit }: ChangeWithRecord,
): Promise<StoredCredits> {
  const eventIds = { 'credits.low': ids.next(), 'credits.exhausted': ids.next() }
  const record = { atMs: clock.nowMs(), audit, eventIds }
  const outcome = await store.changeCredits(workspaceId, change, record)
  switch (outcome.kind) {
    case 'changed':
      if (outcome.raised.length > 0) engine.wakeInbox()
      return outcome.credits
    case 'no-balance':
      throw noBalance()
    case 'overdrawn':
      throw new RequestError(
        'conflict',
        `Only ${outcome.credits.balance} credits are left, so nothing was spent. Spend less, or add credits first.`,
        { field: 'change' },
      )
    case 'too-many':
      throw new RequestError(
        'conflict',
        `With this the balance would be greater than any client can count. It is still ${outcome.credits.balance}.`,
        { field: 'change' },
      )
  }
}

interface ChangeWithRecord {
  readonly workspaceId: Id
  readonly change: CreditChange
  readonly audit: AuditEntry | null
}
