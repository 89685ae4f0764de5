import { RequestError } from '../../domain/errors.ts'
import { hashOfNobody, hashPassword, isPassword } from './password-hash.ts'

/**
 * Hashing, which takes a core and 19 MiB for as long as a human can wait: a few at once, a few that
 * wait, and no more, so that people who sign in never slow down what is being sent.
 */
export interface PasswordWork {
  /** Throws `unavailable` when too many wait. */
  hash(password: string): Promise<string>
  /**
   * Throws `unavailable` when too many wait.
   *
   * @param hash - null: nobody's, which takes as long and is never right
   */
  isRight(password: string, hash: string | null): Promise<boolean>
}

export interface PasswordWorkOptions {
  readonly randomBytes: (length: number) => Uint8Array
  readonly maxAtOnce: number
  readonly maxWaiting: number
}

export function createPasswordWork(options: PasswordWorkOptions): PasswordWork {
  const { randomBytes, maxAtOnce, maxWaiting } = options
  const nobody = hashOfNobody(randomBytes)
  const waiting: (() => void)[] = []
  let running = 0

  async function run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running < maxAtOnce) running += 1
    else {
      if (waiting.length >= maxWaiting) throw tooBusy()
      // Whoever ends hands its place on, so that nobody slips in between.
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }

  return {
    hash: (password) => run(() => hashPassword(password, randomBytes)),
    isRight: (password, hash) =>
      run(async () => (await isPassword(password, hash ?? nobody)) && hash !== null),
  }
}

function tooBusy(): RequestError {
  return new RequestError('unavailable', 'Too many people are signing in. Try again in 2 s.', {
    retryAfterS: 2,
  })
}
