import { eventually } from './eventually.ts'
import type { ManualClock } from './manual-clock.ts'

export interface Passing {
  readonly clock: ManualClock
  /** How far the clock moves between two looks. */
  readonly stepMs: number
}

/** Lets time pass until there is an answer, with real pauses in which files are written. */
export function asTimePasses<Answer>(
  { clock, stepMs }: Passing,
  what: string,
  ask: () => Answer | undefined | false | null | Promise<Answer | undefined | false | null>,
): Promise<Answer> {
  return eventually(what, async () => {
    await clock.advance(stepMs)
    return ask()
  })
}
