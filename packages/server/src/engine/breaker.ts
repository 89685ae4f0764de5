import type { Id } from '../domain/ids.ts'

/**
 * Keeps a lane from meeting a receiver that fails with a crowd:
 *
 *     closed ── ten failures in a row ──▶ open ── a success ──▶ half-open ── ten in a row ──▶ closed
 *                                          ▲                        │
 *                                          └────── a failure ───────┘
 *
 * It says how many attempts may be on the wire at once, and nothing about when: what waits in the
 * lane spends no attempt, what is due is sent, and schedules stay what they are.
 */
export interface Breaker {
  state: 'closed' | 'open' | 'half-open'
  /** Failures, or successes while it is half-open, with nothing else between them. */
  inARow: number
  /** The first delivery of those failures; null: there are none. */
  firstFailed: Id | null
  /** One delivery that fails ten times says little of the others. */
  isOfSeveral: boolean
}

const failuresThatOpen = 10
const successesThatClose = 10

export function createBreaker(): Breaker {
  return { state: 'closed', inARow: 0, firstFailed: null, isOfSeveral: false }
}

/** How many may be on the wire at once as far as the breaker is concerned. */
export function breakerWindow({ state, inARow }: Breaker): number {
  if (state === 'closed') return Number.POSITIVE_INFINITY
  // A probe; then one more with each success.
  return state === 'open' ? 1 : 1 + inARow
}

export function noteSuccess(breaker: Breaker): void {
  if (breaker.state === 'closed') {
    if (breaker.inARow > 0) reset(breaker, 'closed')
    return
  }
  if (breaker.state === 'open') reset(breaker, 'half-open')
  breaker.inARow += 1
  if (breaker.inARow >= successesThatClose) reset(breaker, 'closed')
}

export function noteFailure(breaker: Breaker, deliveryId: Id): void {
  if (breaker.state === 'open') return
  if (breaker.state === 'half-open') return reset(breaker, 'open')
  breaker.inARow += 1
  breaker.firstFailed ??= deliveryId
  if (breaker.firstFailed !== deliveryId) breaker.isOfSeveral = true
  if (breaker.inARow >= failuresThatOpen && breaker.isOfSeveral) reset(breaker, 'open')
}

function reset(breaker: Breaker, state: Breaker['state']): void {
  breaker.state = state
  breaker.inARow = 0
  breaker.firstFailed = null
  breaker.isOfSeveral = false
}
