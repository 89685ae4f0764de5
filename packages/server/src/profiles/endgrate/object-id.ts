import { timeOfIdMs, type Id } from '../../domain/ids.ts'

/**
 * An id in the document's form, the 24 hex digits of a MongoDB ObjectId: Unix seconds, then what
 * tells ids of that second apart. Ids that are made one after the other stay in order, as texts too.
 *
 *     ssssssss mmccc rrrrrrrrrrr
 *     seconds, milliseconds and counter (22 bits), random bits (42)
 */
export function objectIdOf(id: Id): string {
  const ms = timeOfIdMs(id)
  const seconds = Math.floor(ms / 1000)
  const counter = Number.parseInt(id.slice(13, 16), 16)
  // The first digit of the random half is the variant; the last four are the serial.
  const random = BigInt(`0x${id.slice(17, 28)}`) & randomMask
  const rest = (BigInt((ms % 1000) * 0x1000 + counter) << randomBits) | random
  return seconds.toString(16).padStart(8, '0') + rest.toString(16).padStart(16, '0')
}

const randomBits = 42n
const randomMask = (1n << randomBits) - 1n
