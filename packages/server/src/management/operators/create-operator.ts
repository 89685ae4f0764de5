import type { Actor } from '../../domain/caller.ts'
import { operatorScopes, type Operator } from '../../domain/operator.ts'
import { auditEntry } from '../audit-entry.ts'
import type { ManagementContext } from '../management-context.ts'
import { assertOperatorName, nameTaken } from './operator-name.ts'
import { assertGoodPassword } from './password-rules.ts'

export interface NewOperator {
  readonly name: string
  readonly password: string
}

/** Throws `validation_error`, `conflict` when the name is taken, and `unavailable`. */
export async function createOperator(
  context: ManagementContext,
  { name, password }: NewOperator,
  actor: Actor | null,
): Promise<Operator> {
  assertOperatorName(name)
  assertGoodPassword(password, name)
  // Before the hash is made: it costs something.
  if (context.engine.catalog.operatorNamed(name) !== undefined) throw nameTaken()
  const passwordHash = await context.passwords.hash(password)
  const nowMs = context.clock.nowMs()
  const operator: Operator = {
    kind: 'operator',
    id: context.ids.next(),
    workspaceId: null,
    scopes: operatorScopes,
    name,
    passwordHash,
    passwordChangedAtMs: nowMs,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    deletedAtMs: null,
  }
  const audit = auditEntry(context, {
    workspaceId: null,
    actor,
    action: 'operator.create',
    targetId: operator.id,
    detail: { name },
  })
  const result = await context.store.insertOperator(operator, audit)
  await context.engine.refreshCatalog()
  if (result === 'name-taken') throw nameTaken()
  return operator
}
