import type { AuditEntry } from '../domain/audit.ts'
import type { CreditChange, CreditEvent, CreditRefusal, Credits } from '../domain/credits.ts'
import type { Id } from '../domain/ids.ts'

/** What each workspace has left to spend. */
export interface CreditStore {
  /** null: no balance was ever set. */
  getCredits(workspaceId: Id): Promise<StoredCredits | null>
  /**
   * One change after the other, however many come at once; what each of them raises is written with
   * it. A workspace's first balance raises nothing: it has crossed no line.
   */
  changeCredits(workspaceId: Id, change: CreditChange, record: CreditRecord): Promise<CreditOutcome>
}

export interface StoredCredits extends Credits {
  readonly updatedAtMs: number
}

/** What is written beside a change of credits. */
export interface CreditRecord {
  readonly atMs: number
  /** null: spending is what products do all the time, and is not on record one by one. */
  readonly audit: AuditEntry | null
  /** For what the change may raise; greater ones for what is raised later. */
  readonly eventIds: Readonly<Record<CreditEvent['type'], Id>>
}

export type CreditOutcome =
  | {
      readonly kind: 'changed'
      readonly credits: StoredCredits
      readonly raised: readonly CreditEvent['type'][]
    }
  /** `no-balance`: one has to be set before it can be adjusted. Otherwise what stands. */
  | { readonly kind: 'no-balance' }
  | { readonly kind: CreditRefusal; readonly credits: StoredCredits }
