import { single, type FieldKind } from '../../config/field-kind.ts'

const unitsMs = { s: 1000, m: 60_000, h: 3_600_000 } as const

const longestMs = 24 * unitsMs.h

/** `undefined` when it is no duration. */
export function parseDurationMs(text: unknown): number | undefined {
  const [, digits = '', unit = ''] = /^(\d{1,5})([smh])$/.exec(String(text)) ?? []
  if (typeof text !== 'string' || digits === '') return undefined
  // The pattern lets only these units pass.
  const durationMs = Number(digits) * unitsMs[unit as keyof typeof unitsMs]
  return durationMs >= unitsMs.s && durationMs <= longestMs ? durationMs : undefined
}

/** `'10s'`, `'5m'`, `'2h'`, in milliseconds. */
export const duration: FieldKind<number> = single({
  allowed: "a duration from '1s' to '24h': a whole number and s, m or h",
  accept: parseDurationMs,
})
