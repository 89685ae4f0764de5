import type { AttemptRecord } from '../../domain/delivery.ts'
import type { AttemptOutcome } from '../../domain/outcome.ts'
import { outcomeOfCode } from '../codes.ts'

/** What `deliveries` and `attempts` keep of an attempt, by the same names in both. */
export const attemptColumns = [
  'outcome',
  'started_at_ms',
  'duration_ms',
  'response_status',
  'truncated',
  'retry_after',
  'error',
  'request_headers',
  'response_headers',
  'response_body',
] as const

export type AttemptRow = {
  /** null: there was no attempt, and the other columns are null too. */
  outcome: number | null
  started_at_ms: number | null
  duration_ms: number | null
  response_status: number | null
  truncated: number | null
  retry_after: string | null
  error: string | null
  request_headers: string | null
  response_headers: string | null
  response_body: Uint8Array | null
}

export function attemptOfRow(row: AttemptRow, number: number): AttemptRecord | null {
  if (row.outcome === null) return null
  return {
    number,
    startedAtMs: row.started_at_ms ?? 0,
    durationMs: row.duration_ms ?? 0,
    requestHeaders: row.request_headers,
    outcome: outcomeOfRow(row, row.outcome),
  }
}

function outcomeOfRow(row: AttemptRow, code: number): AttemptOutcome {
  const name = outcomeOfCode(code)
  switch (name) {
    case 'answered':
      return {
        kind: 'answered',
        status: row.response_status ?? 0,
        headers: row.response_headers ?? '',
        body: row.response_body ?? new Uint8Array(0),
        truncated: row.truncated === 1,
        retryAfter: row.retry_after,
      }
    case 'timeout':
      return { kind: 'timeout' }
    case 'blocked':
    case 'unsendable':
      return { kind: name, detail: row.error ?? '' }
    case 'dns':
    case 'connect':
    case 'reset':
    case 'tls':
    case 'protocol':
      return { kind: 'unreachable', cause: name, detail: row.error ?? '' }
  }
}
