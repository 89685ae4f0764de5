/**
 * Ids are UUIDv7 (RFC 9562), held as 32 lower-case hex digits: time-ordered, so that every table
 * that is keyed by them is appended to.
 *
 *     tttttttttttt 7ccc vrrr rrrrrrrr ssss
 *     48 bits of milliseconds, a counter within the millisecond, 46 random bits, a serial
 *
 * An event has serial 0 and the deliveries of its fan-out are the serials that follow, so the
 * deliveries of an event are one range of the primary key and need no index of their own.
 */
export type Id = string

export interface IdGenerator {
  /** A new id with serial 0. Greater than every id that this generator gave before. */
  next(): Id
}

export interface IdGeneratorOptions {
  nowMs: () => number
  /** Fills the bytes it is given with random bits. */
  fillRandom: (bytes: Uint8Array) => void
  /** Every new id is greater than this one, even if the clock was put back since it was made. */
  after?: Id | null
}

/** An event is fanned out to at most this many webhooks. */
export const maxFanOut = 0xffff

const counterLimit = 0x1000
const randomBytesPerId = 6
const poolSize = 4096 * randomBytesPerId
const hexByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function createIdGenerator({ nowMs, fillRandom, after }: IdGeneratorOptions): IdGenerator {
  const pool = new Uint8Array(poolSize)
  let poolOffset = poolSize
  let lastMs = after ? timeOfIdMs(after) : 0
  let counter = after ? counterOfId(after) : 0
  let timePrefix = prefixOf(lastMs)

  function tick(): void {
    const now = Math.trunc(nowMs())
    if (now > lastMs) {
      lastMs = now
      counter = 0
    } else if (++counter === counterLimit) {
      // More ids than a millisecond holds, or a clock that went back: take from the next one.
      lastMs += 1
      counter = 0
    } else return
    timePrefix = prefixOf(lastMs)
  }

  function randomByte(): number {
    return pool[poolOffset++] ?? 0
  }

  return {
    next() {
      tick()
      if (poolOffset === poolSize) {
        fillRandom(pool)
        poolOffset = 0
      }
      const count = (0x7000 | counter).toString(16)
      const variant = hexByte[0x80 | (randomByte() & 0x3f)]
      return `${timePrefix}${count}${variant}${hexByte[randomByte()]}${hexByte[randomByte()]}${hexByte[randomByte()]}${hexByte[randomByte()]}${hexByte[randomByte()]}0000`
    },
  }
}

function prefixOf(timeMs: number): string {
  return timeMs.toString(16).padStart(12, '0')
}

function counterOfId(id: Id): number {
  return Number.parseInt(id.slice(13, 16), 16)
}

/** The id of an event's n-th delivery, `serial` from 1 to {@link maxFanOut}. */
export function deliveryIdOf(eventId: Id, serial: number): Id {
  return eventId.slice(0, 28) + serial.toString(16).padStart(4, '0')
}

/** The greatest id that a delivery of this event's fan-out can have. */
export function lastDeliveryIdOf(eventId: Id): Id {
  return `${eventId.slice(0, 28)}ffff`
}

/** The moment in an id, milliseconds since 1970 UTC. */
export function timeOfIdMs(id: Id): number {
  return Number.parseInt(id.slice(0, 12), 16)
}

/** The smallest id that can have been made at `timeMs` or later. */
export function firstIdAt(timeMs: number): Id {
  return prefixOf(Math.max(0, Math.trunc(timeMs))).padEnd(32, '0')
}

const idPattern = /^[0-9a-f]{32}$/

export function isId(text: string): text is Id {
  return idPattern.test(text)
}

/** `018f…` → `018f…-…-7…-…-…`, the spelling of RFC 9562. */
export function toUuid(id: Id): string {
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The id that {@link toUuid} spelled, in either case; null when the text is no UUID. */
export function parseUuid(text: string): Id | null {
  return uuidPattern.test(text) ? text.replaceAll('-', '').toLowerCase() : null
}
