/**
 * How long a lane's receiver keeps attempts waiting, whatever comes of them:
 *
 * - `prompt`: the last one ended soon
 * - `unknown`: none has ended yet, or for the first time one takes long
 * - `slow`: the next one takes long as well
 */
export type Standing = 'prompt' | 'unknown' | 'slow'

/** An attempt that takes longer keeps others waiting. */
export const promptMs = 1000

/**
 * Something of which there is only so much: attempts on the wire, room in memory. Whatever slow
 * lanes do, half of it is left to the others, and whatever lanes do that nothing is known of, a
 * quarter is left to those that have shown to be prompt.
 */
export class SharedLimit {
  readonly #limit: number
  readonly #used: Record<Standing, number> = { prompt: 0, unknown: 0, slow: 0 }
  #total = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get used(): number {
    return this.#total
  }

  usedBy(standing: Standing): number {
    return this.#used[standing]
  }

  add(standing: Standing, amount: number): void {
    this.#used[standing] += amount
    this.#total += amount
  }

  /** How much more may be taken; below zero where it is more than should be. */
  roomFor(standing: Standing): number {
    const room = this.#limit - this.#total
    if (standing === 'prompt') return room
    const { unknown, slow } = this.#used
    const roomOfBoth = Math.min(room, atLeastOne(this.#limit * 0.75) - unknown - slow)
    if (standing === 'unknown') return roomOfBoth
    return Math.min(roomOfBoth, atLeastOne(this.#limit * 0.5) - slow)
  }
}

/** After an attempt that takes long. One hitch costs a lane little: those that nothing is known of have room. */
export function worse(standing: Standing): Standing {
  return standing === 'prompt' ? 'unknown' : 'slow'
}

function atLeastOne(share: number): number {
  return Math.max(1, Math.floor(share))
}
