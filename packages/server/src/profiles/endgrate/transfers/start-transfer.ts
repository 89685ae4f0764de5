import { RequestError } from '../../../domain/errors.ts'
import type { Id } from '../../../domain/ids.ts'
import { notFound } from '../../../http/workspace-access.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { RecordKey } from '../../../stores/profile-store.ts'
import { objectIdOf } from '../object-id.ts'
import { getSession, keepSession } from '../session-record.ts'
import { insertTransfer, type Transfer } from '../transfer-record.ts'
import type { Initiator } from '../webhooks/initiator.ts'
import type { WantedWebhook } from '../webhooks/read-webhooks.ts'
import { withWebhooks } from './with-webhooks.ts'
import { newTransfer, type WantedTransfer } from './new-transfer.ts'
import { requestTransfer } from './transfer-request.ts'
import type { TransferSource } from './transfer-source.ts'

export interface TransferOrder extends Omit<WantedTransfer, 'hasSource' | 'hasWebhooks'> {
  readonly session: RecordKey
  /** The JSON array that a push hands over; null for a pull. */
  readonly transferData: Uint8Array | null
  /** For this transfer alone. */
  readonly webhooks: readonly WantedWebhook[]
  /** Who gives them. */
  readonly initiator: Initiator
}

const maxTries = 5

/**
 * Begins a transfer: the worker asks the source for it, or the product is told of it, as soon as
 * this is written. Throws `not_found` when the session is gone, and `payload_too_large`.
 */
export function startTransfer(
  context: ManagementContext,
  order: TransferOrder,
  source: TransferSource | null,
): Promise<Transfer> {
  const id = context.ids.next()
  const { session, webhooks, initiator } = order
  const given = { session, webhooks, initiator, transferId: objectIdOf(id) }
  return withWebhooks(context, given, () => begin(context, { id, order, source }))
}

interface Beginning {
  readonly id: Id
  readonly order: TransferOrder
  readonly source: TransferSource | null
}

async function begin(
  context: ManagementContext,
  { id, order, source }: Beginning,
): Promise<Transfer> {
  const { session: key, transferData, ...wanted } = order
  const { store, engine, clock } = context
  for (let tries = 0; tries < maxTries; tries += 1) {
    const stored = await getSession(store, key)
    if (stored === null) throw notFound('session')
    const transfer = newTransfer(id, stored.session, {
      ...wanted,
      hasSource: source !== null,
      hasWebhooks: order.webhooks.length > 0,
    })
    const isAsked = transfer.by === 'source'
    const events = isAsked ? [] : [requestTransfer(context, transfer, transferData)]
    assertSmall(events, context.settings.maxDataBytes)
    const inserted = insertTransfer(key.profile, transfer, isAsked ? clock.nowMs() : null)
    const result = await store.changeRecords([keepSession(stored), inserted], events)
    if (result === 'changed') continue
    if (isAsked) context.wakeWorker(key.profile)
    else engine.wakeInbox()
    return transfer
  }
  throw new RequestError('conflict', 'This session is changing all the time. Try again.')
}

function assertSmall(events: readonly { readonly data: Uint8Array }[], maxBytes: number): void {
  if (events.every(({ data }) => data.length <= maxBytes)) return
  throw new RequestError(
    'payload_too_large',
    `A transfer's params and data have to fit into ${maxBytes} bytes. Send less at once.`,
  )
}
