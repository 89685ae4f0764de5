import { realPause } from './manual-clock.ts'

/** For a machine on which much else is going on; what works is not held up by it. */
const usualPatienceMs = 120_000

/** Asks again and again until there is an answer; fails with `what` when none comes. */
export async function eventually<Answer>(
  what: string,
  ask: () => Answer | undefined | false | null | Promise<Answer | undefined | false | null>,
  patienceMs = usualPatienceMs,
): Promise<Answer> {
  const giveUpAtMs = performance.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false && answer !== null) return answer
    if (performance.now() > giveUpAtMs) throw new Error(`Waited in vain: ${what}`)
    await realPause(5)
  }
}
