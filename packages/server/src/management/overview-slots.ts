import { RequestError } from '../domain/errors.ts'
import { hourMs, minuteMs } from '../stores/operations/index-history.ts'
import type { TrafficSpan } from '../stores/statistics-store.ts'

export const overviewSpans = ['hour', 'day', 'week'] as const
export type OverviewSpan = (typeof overviewSpans)[number]

export interface OwnSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** A span of time, cut into slots of the same length. */
export interface Slots extends TrafficSpan {
  readonly stepMs: number
  readonly slots: number
}

const recent = {
  hour: { by: 'minute', slots: 60 },
  day: { by: 'hour', slots: 24 },
  week: { by: 'hour', slots: 7 * 24 },
} as const satisfies Record<OverviewSpan, Pick<Slots, 'by' | 'slots'>>

/** More than a chart has room for. */
const mostSlots = 7 * 24
const stepsHours = [1, 3, 6, 12, 24]
export const longestSpanDays = 90

/** The current minute or hour is the last one. */
export function recentSlots(span: OverviewSpan, nowMs: number): Slots {
  const { by, slots } = recent[span]
  const stepMs = by === 'minute' ? minuteMs : hourMs
  const fromMs = nowMs - (nowMs % stepMs) - (slots - 1) * stepMs
  return { by, fromMs, toMs: null, stepMs, slots }
}

/** By whole hours, which is what is known of older traffic. Throws `validation_error`. */
export function ownSlots(span: OwnSpan): Slots {
  const fromMs = Math.floor(span.fromMs / hourMs) * hourMs
  const toMs = Math.ceil(span.toMs / hourMs) * hourMs
  const hours = (toMs - fromMs) / hourMs
  if (span.fromMs >= span.toMs) throw refused('`from` has to be earlier than `to`.')
  if (hours > longestSpanDays * 24) {
    throw refused(`The time between \`from\` and \`to\` is at most ${longestSpanDays} days.`)
  }
  const stepHours = stepsHours.find((step) => hours / step <= mostSlots) ?? 24
  return {
    by: 'hour',
    fromMs,
    toMs,
    stepMs: stepHours * hourMs,
    slots: Math.ceil(hours / stepHours),
  }
}

function refused(message: string): RequestError {
  return new RequestError('validation_error', message, { field: 'from' })
}
