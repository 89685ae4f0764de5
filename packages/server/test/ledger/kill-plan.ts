import { faultPoints, type Fault, type FaultPoint } from './fault-point.ts'
import { createRandom } from './random.ts'

/** How one process is to end. */
export interface KillPlan {
  /** null: it is killed from outside, at whatever it is doing then. */
  readonly fault: Fault | null
  /** When it is killed from outside, should it still live. */
  readonly patienceMs: number
}

/** Passed once in the life of a process. */
const startPoints: readonly FaultPoint[] = ['while-opening', 'after-take-over']
/** Passed now and then. */
const rarePoints: readonly FaultPoint[] = ['before-claim', 'after-claim']

const longestOpeningMs = 40
const longestCommitMs = 4
const patienceForPointMs = 2000

/** Every other kill comes from outside; the others take the points in turn. */
export function createKillPlan(seed: number): { next(): KillPlan } {
  const random = createRandom(seed)
  let count = 0

  function faultAt(point: FaultPoint): Fault {
    const signal = 'SIGKILL'
    if (startPoints.includes(point)) {
      return { signal, point, nth: 1, delayMs: random() * longestOpeningMs }
    }
    const most = rarePoints.includes(point) ? 4 : 40
    const nth = 1 + Math.floor(random() * most)
    return { signal, point, nth, delayMs: random() * longestCommitMs }
  }

  return {
    next() {
      const turn = count++
      if (turn % 2 === 0) return { fault: null, patienceMs: 50 + random() * 450 }
      const point = faultPoints[Math.floor(turn / 2) % faultPoints.length] ?? 'before-commit'
      return { fault: faultAt(point), patienceMs: patienceForPointMs }
    },
  }
}
