import type { Clock } from '../../domain/clock.ts'
import { RequestError } from '../../domain/errors.ts'

/**
 * How often somebody may guess at passwords. Whatever is counted (a name, an address, a browser) has
 * ten tries in a quarter of an hour; each one more has to wait twice as long as the one before, up to
 * a quarter of an hour. A right password, or a quarter of an hour without a try, ends it.
 *
 * Kept in this node's memory alone: each node counts for itself.
 */
export interface SignInThrottle {
  /** Counts one try of each. Throws `rate_limited` when one of them has to wait. */
  begin(counted: readonly string[]): SignInTry
}

export interface SignInTry {
  /** The password was right: nothing is held against anybody. */
  succeed(): void
  /** It was not looked at. */
  takeBack(): void
}

interface Tries {
  count: number
  lastMs: number
  waitsUntilMs: number
}

const freeTries = 10
const spanMs = 15 * 60 * 1000
const firstWaitMs = 60 * 1000
/** Of whatever is counted. The one whose last try is longest ago is forgotten first. */
const maxCounted = 20_000

export function createSignInThrottle(clock: Pick<Clock, 'monotonicMs'>): SignInThrottle {
  const known = new Map<string, Tries>()

  function triesOf(counted: string, nowMs: number): Tries {
    const tries = known.get(counted)
    known.delete(counted)
    const isOver =
      tries === undefined || nowMs - Math.max(tries.lastMs, tries.waitsUntilMs) > spanMs
    const current = isOver ? { count: 0, lastMs: nowMs, waitsUntilMs: 0 } : tries
    known.set(counted, current)
    return current
  }

  function forgetOldest(): void {
    for (const counted of known.keys()) {
      if (known.size <= maxCounted) return
      known.delete(counted)
    }
  }

  return {
    begin(counted) {
      const nowMs = clock.monotonicMs()
      // What is refused costs whoever asks nothing, so nobody is forgotten for it.
      const waitsMs = counted.map((one) => (known.get(one)?.waitsUntilMs ?? nowMs) - nowMs)
      const waitMs = Math.max(...waitsMs)
      if (waitMs > 0) throw tooMany(Math.ceil(waitMs / 1000))
      const all = counted.map((one) => triesOf(one, nowMs))
      forgetOldest()
      for (const tries of all) {
        tries.count += 1
        tries.lastMs = nowMs
        tries.waitsUntilMs = nowMs + waitAfterMs(tries.count)
      }
      return {
        succeed() {
          for (const one of counted) known.delete(one)
        },
        takeBack() {
          for (const tries of all) {
            tries.count -= 1
            tries.waitsUntilMs = 0
          }
        },
      }
    },
  }
}

function waitAfterMs(count: number): number {
  if (count < freeTries) return 0
  return Math.min(spanMs, firstWaitMs * 2 ** (count - freeTries))
}

function tooMany(retryAfterS: number): RequestError {
  return new RequestError('rate_limited', `Too many tries. Try again in ${inWords(retryAfterS)}.`, {
    retryAfterS,
  })
}

function inWords(seconds: number): string {
  if (seconds <= 90) return `${seconds} s`
  return `${Math.ceil(seconds / 60)} minutes`
}
