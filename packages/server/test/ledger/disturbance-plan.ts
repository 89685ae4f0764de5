import type { WirePoint } from '../support/toxic-proxy.ts'
import type { Fault, FaultPoint } from './fault-point.ts'

/**
 * - `kill`: a node ends, and another process is started in its place
 * - `freeze`: a node stands still for a while
 * - `crash`: all of PostgreSQL ends at once, and is started again
 * - `cut`: a node's connections are reset
 * - `stall`: nothing passes between a node and PostgreSQL for a while, and then what was on its way
 * - `blackhole`: the same, and then the connections are reset, with what was on its way
 * - `delay`, `trickle`: it passes late, or slowly
 */
export type Deed = 'kill' | 'freeze' | 'crash' | 'cut' | 'stall' | 'blackhole' | 'delay' | 'trickle'

export interface Disturbance {
  readonly deed: Deed
  readonly at: Place
  /** It comes at whatever goes on then, should the place not have been reached. */
  readonly patienceMs: number
  /** 0: it is over at once. */
  readonly forMs: number
}

export type Place =
  | { readonly kind: 'outside' }
  | { readonly kind: 'process'; readonly fault: Fault }
  | { readonly kind: 'wire'; readonly point: WirePoint; readonly name: string }
  /** A node is killed, and the one that comes after it as well. */
  | { readonly kind: 'start'; readonly fault: Fault }

const processPoints: readonly FaultPoint[] = [
  'before-commit',
  'during-commit',
  'after-commit',
  'before-send',
  'after-send',
  'before-claim',
  'after-claim',
]
const startPoints: readonly FaultPoint[] = ['while-opening', 'after-take-over']
const statements = { commit: 'commit_batch', claim: 'claim_', heartbeat: 'posthorn.beat(' }
const moments = ['asked', 'sent', 'answered'] as const

/** Every point on the wire, and how a report names it. */
const wirePoints = Object.entries(statements).flatMap(([name, statement]) =>
  moments.map((moment) => ({ name: `${name} ${moment}`, point: { statement, moment } })),
)

type Where = Place['kind']

/** What is done, in turn; the long ones are long enough for others to take over. */
const turns: readonly (readonly [Deed, Where, 'long'?])[] = [
  ['kill', 'outside'],
  ['cut', 'wire'],
  ['freeze', 'process'],
  ['crash', 'wire'],
  ['kill', 'process'],
  ['stall', 'outside', 'long'],
  ['cut', 'outside'],
  ['kill', 'wire'],
  ['delay', 'outside'],
  ['crash', 'outside'],
  ['kill', 'start'],
  ['stall', 'wire'],
  ['cut', 'wire'],
  ['freeze', 'outside'],
  ['kill', 'process'],
  ['freeze', 'process', 'long'],
  ['blackhole', 'wire'],
  ['crash', 'wire'],
  ['cut', 'wire'],
  ['trickle', 'outside'],
  ['kill', 'wire'],
  ['crash', 'outside'],
  ['blackhole', 'outside'],
  ['freeze', 'wire'],
]

/** Nodes are taken over from when they were silent for 12 s. */
const longMs = 14_000
const longestShortMs = 2500
const patienceForPointMs = 2000
const longestOpeningMs = 150
const longestCommitMs = 8

export function createDisturbancePlan(random: () => number): { next(): Disturbance } {
  let count = 0
  const used = { process: 0, wire: 0, start: 0 }

  function inTurn<Item>(items: readonly Item[], kind: keyof typeof used): Item {
    const item = items[used[kind]++ % items.length]
    if (item === undefined) throw new Error('there is none to choose from')
    return item
  }

  function placeOf(deed: Deed, where: Where): Place {
    switch (where) {
      case 'outside':
        return { kind: 'outside' }
      case 'wire':
        return { kind: 'wire', ...inTurn(wirePoints, 'wire') }
      case 'start': {
        const delayMs = random() * longestOpeningMs
        const point = inTurn(startPoints, 'start')
        return { kind: 'start', fault: { signal: 'SIGKILL', point, nth: 1, delayMs } }
      }
      case 'process': {
        const point = inTurn(processPoints, 'process')
        const nth = 1 + Math.floor(random() * (point.endsWith('-claim') ? 4 : 20))
        const signal = deed === 'freeze' ? 'SIGSTOP' : 'SIGKILL'
        const delayMs = random() * longestCommitMs
        return { kind: 'process', fault: { signal, point, nth, delayMs } }
      }
    }
  }

  function durationOf(deed: Deed, isLong: boolean): number {
    if (deed === 'kill' || deed === 'crash' || deed === 'cut') return 0
    return isLong ? longMs : 200 + random() * longestShortMs
  }

  return {
    next() {
      const turn = turns[count++ % turns.length]
      if (turn === undefined) throw new Error('there are turns')
      const [deed, where, length] = turn
      return {
        deed,
        at: placeOf(deed, where),
        patienceMs: where === 'outside' || where === 'start' ? random() * 400 : patienceForPointMs,
        forMs: durationOf(deed, length === 'long'),
      }
    },
  }
}

/** For the report: what was done, and where it was done in fact. */
export function nameOf({ deed, at, forMs }: Disturbance, isThere: boolean): string {
  const what = forMs >= longMs ? `long ${deed}` : deed
  if (!isThere || at.kind === 'outside') return `${what} outside`
  return `${what} ${at.kind === 'wire' ? at.name : at.fault.point}`
}
