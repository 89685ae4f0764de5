import { PosthornError } from './posthorn-error.ts'

export interface Deadline {
  /** Aborts when it passes. */
  readonly signal: AbortSignal
  readonly leftMs: () => number
}

/** Throws `timeout` in place of whatever the abort made of the work. */
export async function withDeadline<Answer>(
  timeoutMs: number,
  work: (deadline: Deadline) => Promise<Answer>,
): Promise<Answer> {
  const controller = new AbortController()
  const { signal } = controller
  const endsAtMs = performance.now() + timeoutMs
  const timer = setTimeout(() => controller.abort(), timeoutMs)
  try {
    return await work({ signal, leftMs: () => endsAtMs - performance.now() })
  } catch (cause) {
    if (!signal.aborted) throw cause
    const message = `No answer came within ${timeoutMs} ms. What was asked for may have been done.`
    throw new PosthornError('timeout', message, { cause })
  } finally {
    clearTimeout(timer)
  }
}
