import type { Actor } from '../../domain/caller.ts'
import type { Operator } from '../../domain/operator.ts'
import type { ManagementContext } from '../management-context.ts'
import { changeOperator } from './change-operator.ts'

/** All their sessions end. Throws `not_found`, and `conflict` when nobody else could come in. */
export async function deleteOperator(
  context: ManagementContext,
  { id, name }: Pick<Operator, 'id' | 'name'>,
  actor: Actor | null,
): Promise<void> {
  await changeOperator(
    context,
    {
      id,
      action: 'operator.delete',
      detail: { name },
      apply: (before, atMs) => ({ ...before, passwordHash: '', deletedAtMs: atMs }),
    },
    actor,
  )
}
