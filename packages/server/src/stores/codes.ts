import type { FinalStatus } from '../domain/delivery.ts'
import type { AttemptOutcome, UnreachableCause } from '../domain/outcome.ts'

/** The small numbers that stand for words in wide tables. Append only: they are on disk. */

export const queueState = { held: 0, parked: 1, scheduled: 2 } as const

export const statusCode = {
  success: 1,
  failed: 2,
  canceled: 3,
} as const satisfies Record<FinalStatus, number>

export function statusOfCode(code: number): FinalStatus {
  if (code === statusCode.success) return 'success'
  if (code === statusCode.failed) return 'failed'
  if (code === statusCode.canceled) return 'canceled'
  throw new Error(`no delivery status has the code ${code}`)
}

/** How an attempt ended; for an unreachable receiver, what made it so. */
export type OutcomeName = Exclude<AttemptOutcome['kind'], 'unreachable'> | UnreachableCause

export const outcomeCode = {
  answered: 0,
  timeout: 1,
  blocked: 2,
  unsendable: 3,
  dns: 4,
  connect: 5,
  reset: 6,
  tls: 7,
  protocol: 8,
} as const satisfies Record<OutcomeName, number>

const outcomeNames = new Map<number, OutcomeName>(
  // Object.entries forgets the literal types of the keys.
  Object.entries(outcomeCode).map(([name, code]) => [code, name as OutcomeName]),
)

export function outcomeOfCode(code: number): OutcomeName {
  const name = outcomeNames.get(code)
  if (name === undefined) throw new Error(`no outcome has the code ${code}`)
  return name
}
