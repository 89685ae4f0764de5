import { PosthornError } from './posthorn-error.ts'

const firstPauseMs = 250

export interface RetryLimits {
  /** How many times more than once it is tried. */
  readonly retries: number
  /** How much time is left. */
  readonly leftMs: () => number
}

/**
 * Tries again what failed for now. An error that cannot be mended in the time that is left is thrown
 * at once, not waited for.
 */
export async function withRetries<Answer>(
  attempt: () => Promise<Answer>,
  { retries, leftMs }: RetryLimits,
): Promise<Answer> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (failures >= retries || !isTemporary(error)) throw error
      const pauseMs = retryPauseMs(error, failures, Math.random())
      if (pauseMs >= leftMs()) throw error
      await pause(pauseMs)
    }
  }
}

function isTemporary(error: unknown): error is PosthornError {
  if (!(error instanceof PosthornError)) return false
  return error.code === 'network_error' || error.status === 429 || error.status === 503
}

/**
 * What the server asks for, and on top of it a share of a pause that doubles, so that clients that
 * were turned away together do not come back together.
 *
 * @param share - from 0 to 1
 */
export function retryPauseMs(
  { retryAfterS = 0 }: Pick<PosthornError, 'retryAfterS'>,
  failures: number,
  share: number,
): number {
  return retryAfterS * 1000 + firstPauseMs * 2 ** failures * (0.5 + share / 2)
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs)
  })
}
