import type { Context } from './context.ts'
import type { Contest } from './contests.ts'
import { median } from './median.ts'
import type { Run } from './measure.ts'

/** The middle of all runs of a row, figure by figure. */
export interface Row {
  readonly id: string
  readonly run: Run | null
  /** Events a second of each run. */
  readonly spread: readonly number[]
  readonly problems: readonly string[]
}

/** Runs all contests once, then again, as often as the options say: noise then meets all of them. */
export async function runContests(contests: readonly Contest[], context: Context): Promise<Row[]> {
  const runs = new Map<Contest, Run[]>(contests.map((contest) => [contest, []]))
  const broken = new Map<Contest, string>()
  for (let round = 1; round <= context.options.repeat; round++) {
    for (const contest of contests) {
      if (broken.has(contest)) continue
      try {
        const run = await contest.measure(context)
        runs.get(contest)?.push(run)
        context.say(
          `${contest.id} (${round} of ${context.options.repeat}): ${Math.round(run.eventsPerSecond)} events/s`,
        )
        for (const problem of run.problems) context.say(`  ${problem}`)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        broken.set(contest, reason)
        context.say(`${contest.id} failed: ${reason}`)
      }
    }
  }
  return contests.map((contest) => {
    const reason = broken.get(contest)
    const all = runs.get(contest) ?? []
    return {
      id: contest.id,
      run: all.length === 0 ? null : middleOf(all),
      spread: all.map(({ eventsPerSecond }) => eventsPerSecond),
      problems: [...(reason ? [reason] : []), ...all.flatMap(({ problems }) => problems)],
    }
  })
}

export function middleOf(runs: readonly Run[]): Run {
  const middle = (pick: (run: Run) => number): number => median(runs.map(pick))
  const share = (name: keyof Run['cpu']): number | null =>
    runs[0]?.cpu[name] == null ? null : middle((run) => run.cpu[name] ?? NaN)
  return {
    eventsPerSecond: middle((run) => run.eventsPerSecond),
    deliveriesPerSecond: middle((run) => run.deliveriesPerSecond),
    answerUs: runs[0]?.answerUs
      ? {
          p50: middle((run) => run.answerUs?.p50 ?? NaN),
          p99: middle((run) => run.answerUs?.p99 ?? NaN),
        }
      : null,
    arrivalUs: {
      p50: middle((run) => run.arrivalUs.p50),
      p99: middle((run) => run.arrivalUs.p99),
    },
    cpu: {
      server: share('server'),
      database: share('database'),
      generator: share('generator'),
      receiver: share('receiver'),
      others: share('others'),
    },
    problems: runs.flatMap(({ problems }) => problems),
  }
}
