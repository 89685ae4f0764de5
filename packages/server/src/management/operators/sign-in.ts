import { RequestError } from '../../domain/errors.ts'
import type { Operator } from '../../domain/operator.ts'
import type { ManagementContext } from '../management-context.ts'

export interface Credentials {
  readonly name: string
  readonly password: string
  /** What the try counts against: see `SignInThrottle`. */
  readonly counted: readonly string[]
}

/** `throttled`: the password was not looked at, after too many wrong ones. */
export type SignInResult = 'accepted' | 'wrong' | 'throttled'

/** Strangers write no audit log, and a name may be a password in the wrong field: wrong ones are counted. */
export interface SignInMetrics {
  signInEnded(result: SignInResult): void
}

type Context = Pick<ManagementContext, 'engine' | 'passwords' | 'signIns' | 'signInMetrics'>

/**
 * The operator with this name and password. Throws `unauthorized` after the same work whether or not
 * there is one of that name, `rate_limited` and `unavailable`.
 */
export async function signIn(context: Context, credentials: Credentials): Promise<Operator> {
  const { signInMetrics } = context
  try {
    const operator = await operatorBy(context, credentials)
    signInMetrics.signInEnded('accepted')
    return operator
  } catch (error) {
    const code = error instanceof RequestError ? error.code : null
    if (code === 'unauthorized') signInMetrics.signInEnded('wrong')
    if (code === 'rate_limited') signInMetrics.signInEnded('throttled')
    throw error
  }
}

async function operatorBy(
  { engine, passwords, signIns }: Context,
  { name, password, counted }: Credentials,
): Promise<Operator> {
  const oneTry = signIns.begin(counted)
  const operator = engine.catalog.operatorNamed(name)
  const isRight = await passwords
    .isRight(password, operator?.passwordHash ?? null)
    .catch((error: unknown) => {
      oneTry.takeBack()
      throw error
    })
  // Looked up again: it may have been changed while the hash was made.
  const current = operator === undefined ? undefined : engine.catalog.operator(operator.id)
  if (!isRight || current === undefined || current.passwordHash !== operator?.passwordHash) {
    throw new RequestError('unauthorized', 'The name or the password is wrong.')
  }
  oneTry.succeed()
  return current
}
