import { PosthornError, type ListedDelivery } from '@posthorn/sdk/client'
import { describeError, isSignedOut } from './describe-error.ts'

export interface Replayed {
  readonly delivery: ListedDelivery
  /** `due`: it waited, and is tried now. `again`: it had ended, and a new one was made. */
  readonly kind: 'due' | 'again'
}

export interface Refused {
  readonly delivery: ListedDelivery
  readonly reason: string
}

export interface ReplayOutcome {
  readonly replayed: readonly Replayed[]
  readonly refused: readonly Refused[]
  /** Nobody asked for these: somebody stopped it, or nothing could be asked for any more. */
  readonly left: readonly ListedDelivery[]
}

export interface ReplayManyOptions {
  /** Answers with the delivery that is on its way: the same or a new one. */
  readonly retry: (delivery: ListedDelivery) => Promise<{ readonly id: string }>
  readonly onProgress: (done: number) => void
  readonly signal: AbortSignal
}

/** Enough that the way there and back does not count, and few enough to leave others alone. */
const atATime = 4

/**
 * Retries or replays one delivery after the other, oldest first. What is refused keeps nothing else
 * from being sent; without a server or a session it ends.
 */
export async function replayMany(
  deliveries: readonly ListedDelivery[],
  { retry, onProgress, signal }: ReplayManyOptions,
): Promise<ReplayOutcome> {
  const waiting = deliveries.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const replayed: Replayed[] = []
  const refused: Refused[] = []
  let isOver = false

  async function work(): Promise<void> {
    for (;;) {
      if (isOver || signal.aborted) return
      const delivery = waiting.shift()
      if (delivery === undefined) return
      try {
        const { id } = await retry(delivery)
        replayed.push({ delivery, kind: id === delivery.id ? 'due' : 'again' })
      } catch (error) {
        refused.push({ delivery, reason: describeError(error) })
        if (isTheEnd(error)) isOver = true
      }
      onProgress(replayed.length + refused.length)
    }
  }

  await Promise.all(Array.from({ length: atATime }, work))
  return { replayed, refused, left: waiting }
}

function isTheEnd(error: unknown): boolean {
  return isSignedOut(error) || !(error instanceof PosthornError) || error.status === undefined
}
