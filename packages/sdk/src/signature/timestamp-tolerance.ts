import type { SignedValue } from './signed-values.ts'
import { type Refused, refuse } from './verification.ts'

export interface TimestampTolerance {
  readonly toleranceS: number
  readonly nowMs: number
}

/** A fault when the signed time lies further from now than the tolerance; at the limit it is good. */
export function checkTimestamp(
  { text, header }: SignedValue,
  { toleranceS, nowMs }: TimestampTolerance,
): Refused | undefined {
  const ageS = Math.floor(nowMs / 1000) - Number(text)
  if (ageS > toleranceS) {
    const message = `Signed ${ageS} s ago; at most ${toleranceS} s are allowed`
    return refuse('timestamp_too_old', header, message)
  }
  if (-ageS > toleranceS) {
    const message = `Signed ${-ageS} s in the future; at most ${toleranceS} s are allowed`
    return refuse('timestamp_too_new', header, message)
  }
  return undefined
}
