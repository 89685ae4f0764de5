/** What a workspace has left to spend. Its product sets it and spends from it; Posthorn keeps count. */
export interface Credits {
  /** A whole number, 0 to {@link maxCredits}. */
  readonly balance: number
  /** Below it the balance is low; null: it is never low. */
  readonly threshold: number | null
}

/** The greatest whole number that JSON carries safely to every reader. */
export const maxCredits: number = Number.MAX_SAFE_INTEGER

export type CreditChange =
  /** A threshold that is undefined stays as it was. */
  | {
      readonly kind: 'set'
      readonly balance: number
      readonly threshold: number | null | undefined
    }
  /** Added to the balance; negative: spent. */
  | { readonly kind: 'adjust'; readonly change: number }

/** `overdrawn`: less is left than was to be spent. `too-many`: more than {@link maxCredits}. */
export type CreditRefusal = 'overdrawn' | 'too-many'

/**
 * A balance never goes below 0 and is never clamped: who wants to spend what is not there is told,
 * so that spending can be asked for before the work is done, and no credit vanishes unseen.
 */
export function changeCredits(before: Credits, change: CreditChange): Credits | CreditRefusal {
  if (change.kind === 'set') {
    const { balance, threshold = before.threshold } = change
    return { balance, threshold }
  }
  const balance = before.balance + change.change
  if (balance < 0) return 'overdrawn'
  return balance > maxCredits ? 'too-many' : { ...before, balance }
}

export type CreditEvent =
  | {
      readonly type: 'credits.low'
      readonly data: { readonly credits_remaining: number; readonly threshold: number }
    }
  | { readonly type: 'credits.exhausted'; readonly data: { readonly credits_remaining: 0 } }

/**
 * What a change raises: `credits.low` when the balance was at or above the threshold (or had none)
 * and is below it now, `credits.exhausted` when it was above 0 and is 0 now. Since only these two
 * states count, a line is crossed once, and again only after the balance was back above it,
 * whichever of balance and threshold moved.
 */
export function creditEvents(before: Credits, after: Credits): CreditEvent[] {
  const events: CreditEvent[] = []
  const { balance, threshold } = after
  if (threshold !== null && balance < threshold && !isLow(before)) {
    events.push({ type: 'credits.low', data: { credits_remaining: balance, threshold } })
  }
  if (balance === 0 && before.balance > 0) {
    events.push({ type: 'credits.exhausted', data: { credits_remaining: 0 } })
  }
  return events
}

function isLow({ balance, threshold }: Credits): boolean {
  return threshold !== null && balance < threshold
}
