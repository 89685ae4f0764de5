import { describeFailure, type AttemptOutcome } from '../domain/outcome.ts'
import type { OutgoingRequest } from '../domain/sender.ts'
import { printable } from './printable.ts'
import { renderColumns } from './render-columns.ts'
import { bold, dim, type Terminal } from './terminal.ts'

/** What was sent, headers and body. */
export function describeRequest(terminal: Terminal, request: OutgoingRequest): string {
  const rows: string[][] = []
  for (let at = 0; at + 1 < request.headers.length; at += 2) {
    rows.push(request.headers.slice(at, at + 2))
  }
  const body = Buffer.from(request.body).toString('utf8')
  return [
    bold(terminal, `POST ${request.url}`),
    renderColumns(rows, '  '),
    dim(terminal, indented(body)),
    '',
  ].join('\n')
}

/** What came of it. */
export function describeOutcome(
  terminal: Terminal,
  outcome: AttemptOutcome,
  durationMs: number,
): string {
  if (outcome.kind !== 'answered') {
    const detail = outcome.kind === 'blocked' ? `: ${outcome.detail}` : ''
    return bold(terminal, `No answer after ${durationMs} ms: ${describeFailure(outcome)}${detail}`)
  }
  const headers = outcome.headers === '' ? [] : [indented(printable(outcome.headers.trimEnd()))]
  const body = printable(Buffer.from(outcome.body).toString('utf8').trimEnd())
  return [
    bold(terminal, `Answered ${outcome.status} after ${durationMs} ms`),
    ...headers,
    ...(body === '' ? [] : [dim(terminal, indented(body))]),
  ].join('\n')
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
