import { version } from '../../../config/version.ts'
import { composeObject } from '../../../domain/json/compose-object.ts'
import { isSuccess, type AttemptOutcome } from '../../../domain/outcome.ts'
import type { Sender } from '../../../domain/sender.ts'
import { createSigningSecret } from '../../../domain/signature-scheme.ts'
import { appendSignedHeaders } from '../../../domain/signed-headers.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { standardWebhooksScheme } from '../../standard/signature-headers.ts'
import type { Transfer } from '../transfer-record.ts'
import { readAnswer, type SourcePage } from './read-answer.ts'
import { roomForRecords } from './transfer-events.ts'
import type { TransferSource } from './transfer-source.ts'

/** Asks for the next page of a transfer. Whatever happens is an answer. */
export type AskSource = (transfer: Transfer) => Promise<SourceAnswer>

export type SourceAnswer =
  | { readonly kind: 'page'; readonly page: SourcePage }
  | { readonly kind: 'fault'; readonly fault: SourceFault }

export interface SourceFault {
  /** [found] Two of the document's types of error. */
  readonly type: 'upstream' | 'integration'
  /** For the customer, who is told nothing of the network behind the product. */
  readonly message: string
  /** For the operator. */
  readonly detail: string
}

export const sourceTimeoutMs = 30_000
const maxAnswerBytes = 4 * 1024 * 1024

type AskContext = Pick<ManagementContext, 'ids' | 'clock'> & {
  readonly settings: Pick<ManagementContext['settings'], 'maxDataBytes'>
}

/** Requests are signed as Standard Webhooks lays down, each under an id of its own. */
export function createAskSource(
  { url, secret }: TransferSource,
  sender: Sender,
  { ids, clock, settings }: AskContext,
): AskSource {
  const secrets = [createSigningSecret(secret)]
  return async (transfer) => {
    const body = questionOf(transfer)
    const timestampS = Math.floor(clock.nowMs() / 1000)
    const headers = [
      'Content-Type',
      'application/json',
      'Accept',
      'application/json',
      'User-Agent',
      `Posthorn/${version}`,
      'Accept-Encoding',
      'identity',
    ]
    appendSignedHeaders(
      headers,
      [standardWebhooksScheme],
      { secrets, timestampS, body },
      ids.next(),
    )
    const outcome = await sender.send({
      url,
      headers,
      body,
      timeoutMs: sourceTimeoutMs,
      maxAnswerBytes,
    })
    const maxRecordBytes = roomForRecords(transfer, settings.maxDataBytes)
    return isSuccess(outcome)
      ? answerOf(outcome, { cursor: transfer.cursor, maxRecordBytes })
      : { kind: 'fault', fault: faultOf(outcome) }
  }
}

function questionOf(transfer: Transfer): Uint8Array {
  const { cursor } = transfer
  return composeObject([
    ['session_id', transfer.sessionId],
    ['transfer_id', transfer.id],
    ['endgrate_type', transfer.endgrateType],
    ['params', Buffer.from(transfer.params)],
    ['cursor', cursor ?? Buffer.from('null')],
    ['sync', transfer.sync],
    ['bypass_rate_limit', transfer.bypassRateLimit],
  ])
}

function answerOf(
  outcome: AttemptOutcome,
  limits: { readonly cursor: string | null; readonly maxRecordBytes: number },
): SourceAnswer {
  if (outcome.kind !== 'answered') throw new TypeError('only what was answered can be read')
  if (outcome.truncated) return unreadable(`It is cut off, or longer than ${maxAnswerBytes} bytes.`)
  const read = readAnswer(outcome.body, limits)
  return 'problem' in read ? unreadable(read.problem) : { kind: 'page', page: read }
}

function unreadable(problem: string): SourceAnswer {
  const message = 'The source of the records gave an answer that cannot be used.'
  return {
    kind: 'fault',
    fault: { type: 'integration', message, detail: `The answer cannot be used. ${problem}` },
  }
}

function faultOf(outcome: AttemptOutcome): SourceFault {
  switch (outcome.kind) {
    case 'answered': {
      const { status } = outcome
      const isPassing = status >= 500 || status === 408 || status === 429
      const message = `The source of the records answered with HTTP ${status}.`
      return { type: isPassing ? 'upstream' : 'integration', message, detail: message }
    }
    case 'timeout': {
      const message = 'The source of the records did not answer in time.'
      return { type: 'upstream', message, detail: message }
    }
    case 'unreachable':
      return { type: 'upstream', message: unreached, detail: outcome.detail }
    case 'blocked':
    case 'unsendable':
      return { type: 'integration', message: unreached, detail: outcome.detail }
  }
}

const unreached = 'The source of the records could not be reached.'
