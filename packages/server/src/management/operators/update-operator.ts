import type { Actor } from '../../domain/caller.ts'
import { RequestError } from '../../domain/errors.ts'
import type { Id } from '../../domain/ids.ts'
import type { Operator } from '../../domain/operator.ts'
import type { ManagementContext } from '../management-context.ts'
import { changeOperator, getOperator } from './change-operator.ts'
import { assertOperatorName } from './operator-name.ts'
import { assertGoodPassword } from './password-rules.ts'

export interface WantedOperator {
  readonly id: Id
  readonly name?: string | undefined
  readonly password?: string | undefined
  /** Needed from whoever changes their own password. */
  readonly currentPassword?: string | undefined
}

/**
 * Fields that are absent keep their value. A new password ends all sessions that the former one has
 * opened. Throws `validation_error`, `not_found`, `conflict`, `rate_limited` and `unavailable`.
 */
export async function updateOperator(
  context: ManagementContext,
  { id, name, password, currentPassword }: WantedOperator,
  actor: Actor | null,
): Promise<Operator> {
  const before = getOperator(context, id)
  if (name !== undefined) assertOperatorName(name)
  if (password !== undefined) {
    assertGoodPassword(password, name ?? before.name)
    if (actor?.id === id) await confirmPassword(context, before, currentPassword)
  }
  const renaming = name === undefined ? {} : { name }
  const passwordHash = password === undefined ? null : await context.passwords.hash(password)
  return changeOperator(
    context,
    {
      id,
      action: 'operator.update',
      detail: { ...renaming, ...(passwordHash === null ? {} : { password: '…' }) },
      apply: (operator, atMs) => ({
        ...operator,
        ...renaming,
        ...(passwordHash === null ? {} : { passwordHash, passwordChangedAtMs: atMs }),
      }),
    },
    actor,
  )
}

/** So that a browser that was left open does not become somebody else's for good. */
async function confirmPassword(
  { passwords, signIns }: ManagementContext,
  { id, passwordHash }: Operator,
  given: string | undefined,
): Promise<void> {
  const field = 'current_password'
  if (given === undefined) {
    const message = '`current_password` is missing: your password as it is now.'
    throw new RequestError('validation_error', message, { field })
  }
  const oneTry = signIns.begin([`change:${id}`])
  const isRight = await passwords.isRight(given, passwordHash).catch((error: unknown) => {
    oneTry.takeBack()
    throw error
  })
  if (!isRight) {
    const message = '`current_password` is not your password as it is now.'
    throw new RequestError('validation_error', message, { field })
  }
  oneTry.succeed()
}
