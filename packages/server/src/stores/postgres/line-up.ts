import type { AuditEntry } from '../../domain/audit.ts'
import type { Id } from '../../domain/ids.ts'
import { advanceRecovery } from '../operations/advance-recovery.ts'
import { sql, type Operation } from '../operations/query.ts'
import { insertRedeliveries } from '../operations/redeliveries.ts'
import type { RecoveryAdvance, RecoveryStep } from '../recovery-store.ts'
import type { Redelivery } from '../delivery-store.ts'

/** What is parked one by one goes to the end of its lane, also where lanes have owners. */

export function* insertInLine(
  redeliveries: readonly Redelivery[],
  audit: AuditEntry,
): Operation<void> {
  yield* insertRedeliveries(redeliveries, audit)
  yield* lineUp(redeliveries.map(({ id }) => id))
}

export function* advanceInLine(step: RecoveryStep): Operation<RecoveryAdvance> {
  const advance = yield* advanceRecovery(step)
  if (advance.parked > 0) yield* lineUp(step.deliveryIds)
  return advance
}

function* lineUp(ids: readonly Id[]): Operation<void> {
  yield* sql`SELECT line_up(ARRAY(SELECT value::uuid FROM json_each(${JSON.stringify(ids)})))`
}
