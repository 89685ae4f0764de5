import type { Actor } from '../../domain/caller.ts'
import { RequestError } from '../../domain/errors.ts'
import type { Id } from '../../domain/ids.ts'
import type { Operator } from '../../domain/operator.ts'
import { auditEntry } from '../audit-entry.ts'
import type { ManagementContext } from '../management-context.ts'
import { changeTimeMs, retryWhenChanged } from '../retry-when-changed.ts'
import { nameTaken } from './operator-name.ts'

export interface OperatorChange {
  readonly id: Id
  /** `operator.update` … */
  readonly action: string
  /** What was changed, for the audit log. */
  readonly detail: Readonly<Record<string, unknown>>
  /** The operator as they shall be. Called again when somebody else was quicker. */
  readonly apply: (before: Operator, atMs: number) => Operator
}

/**
 * Throws `not_found`, `conflict` when the name is taken or nobody else could come in, and whatever
 * `apply` throws.
 */
export async function changeOperator(
  context: ManagementContext,
  { id, action, detail, apply }: OperatorChange,
  actor: Actor | null,
): Promise<Operator> {
  return retryWhenChanged(context, async () => {
    const before = getOperator(context, id)
    const updatedAtMs = changeTimeMs(context.clock.nowMs(), before.updatedAtMs)
    const operator = { ...apply(before, updatedAtMs), updatedAtMs }
    const change = { workspaceId: null, actor, action, targetId: id, detail }
    const audit = auditEntry(context, change)
    const { hasOperatorKey } = context.settings
    const guard = { ifUpdatedAtMs: before.updatedAtMs, hasOperatorKey }
    const result = await context.store.updateOperator(operator, guard, audit)
    if (result === 'name-taken') throw nameTaken()
    if (result === 'last-way-in') throw lastWayIn()
    return result === 'changed' ? 'changed' : operator
  })
}

function lastWayIn(): RequestError {
  return new RequestError(
    'conflict',
    'This is the last way in: add another operator or a key of the server first.',
  )
}

/** Throws `not_found`. */
export function getOperator({ engine }: Pick<ManagementContext, 'engine'>, id: Id): Operator {
  const operator = engine.catalog.operator(id)
  if (operator !== undefined) return operator
  throw new RequestError('not_found', 'There is no such operator.', { missing: 'operator' })
}
