import type { Actor } from '../../domain/caller.ts'
import { RequestError } from '../../domain/errors.ts'
import type { Operator } from '../../domain/operator.ts'
import type { ManagementContext } from '../management-context.ts'
import { changeOperator } from './change-operator.ts'
import { hasOtherWayIn } from './ways-in.ts'

/** All their sessions end. Throws `not_found`, and `conflict` when nobody else could come in. */
export async function deleteOperator(
  context: ManagementContext,
  { id, name }: Pick<Operator, 'id' | 'name'>,
  actor: Actor | null,
): Promise<void> {
  if (!hasOtherWayIn(context, { id })) {
    throw new RequestError(
      'conflict',
      'This is the last way in: add another operator or a key of the server first.',
    )
  }
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
