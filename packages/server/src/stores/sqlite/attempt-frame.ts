import type { AttemptRecord } from '../../domain/delivery.ts'
import { outcomeCode } from '../codes.ts'
import type { FrameReader, FrameWriter } from './frame.ts'

/** The ten columns that `deliveries` and `attempts` share, in their order. */
export type AttemptColumns = [
  outcome: number | null,
  startedAtMs: number | null,
  durationMs: number | null,
  responseStatus: number | null,
  truncated: number | null,
  retryAfter: string | null,
  error: string | null,
  requestHeaders: string | null,
  responseHeaders: string | null,
  responseBody: Uint8Array | null,
]

export const noAttempt: Readonly<AttemptColumns> = [
  null,
  null,
  null,
  null,
  null,
  null,
  null,
  null,
  null,
  null,
]

export function writeAttempt(frame: FrameWriter, attempt: AttemptRecord): void {
  const { outcome } = attempt
  frame.number(outcomeCode[outcome.kind === 'unreachable' ? outcome.cause : outcome.kind])
  frame.number(attempt.startedAtMs)
  frame.number(attempt.durationMs)
  frame.text(attempt.requestHeaders)
  if (outcome.kind === 'answered') {
    frame.number(outcome.status)
    frame.number(outcome.truncated ? 1 : 0)
    frame.text(outcome.retryAfter)
    frame.text(outcome.headers)
    frame.bytes(outcome.body)
  } else {
    frame.text(outcome.kind === 'timeout' ? null : outcome.detail)
  }
}

export function readAttempt(frame: FrameReader): AttemptColumns {
  const outcome = frame.number()
  const startedAtMs = frame.number()
  const durationMs = frame.number()
  const requestHeaders = frame.optionalText()
  if (outcome !== outcomeCode.answered) {
    const error = frame.optionalText()
    return [outcome, startedAtMs, durationMs, null, null, null, error, requestHeaders, null, null]
  }
  const status = frame.number()
  const truncated = frame.number()
  const retryAfter = frame.optionalText()
  const headers = frame.text()
  const body = frame.bytes()
  return [
    outcome,
    startedAtMs,
    durationMs,
    status,
    truncated,
    retryAfter,
    null,
    requestHeaders,
    headers,
    body,
  ]
}
