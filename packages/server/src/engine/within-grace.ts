import type { Clock } from '../domain/clock.ts'

/** A store that does not answer holds up the end no longer; what it missed is taken over at the next start. */
export const longestLastCommitMs = 4000

/** Settles as the work does, or resolves when it is not waited for any longer. */
export async function withinGrace(
  work: Promise<void>,
  clock: Clock,
  graceMs: number,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = clock.setTimer(resolve, graceMs)
    work.finally(() => timer.cancel()).then(resolve, reject)
  })
}
