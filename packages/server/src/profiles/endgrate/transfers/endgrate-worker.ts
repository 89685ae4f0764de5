import type { ProfileWorker, WorkerContext } from '../../profile-worker.ts'
import { createRecordWorker } from '../../record-worker.ts'
import { readSession } from '../session-record.ts'
import { readTransfer } from '../transfer-record.ts'
import { readTransferWebhooks } from '../transfer-webhooks-record.ts'
import { createAskSource, sourceTimeoutMs } from './ask-source.ts'
import { continueTransfer } from './continue-transfer.ts'
import { lookAtSession } from './look-at-session.ts'
import { retireWebhooks } from './retire-webhooks.ts'
import type { TransferContext } from './transfer-context.ts'
import type { TransferSource } from './transfer-source.ts'

/** Each may have a source's answer in memory. */
const mostAtOnce = 16

/** Sessions that expire or begin transfers, transfers that the source carries out, and what is left of them. */
export function createEndgrateWorker(
  { profile, management, sender, onError }: WorkerContext,
  source: TransferSource | null,
): ProfileWorker {
  const { store, clock } = management
  const askSource = source === null ? null : createAskSource(source, sender, management)
  const context: TransferContext = { management, askSource, onError }
  return createRecordWorker({
    profile,
    store,
    clock,
    mostAtOnce,
    claimMs: 2 * sourceTimeoutMs,
    onError,
    async work(record) {
      const session = readSession(record)
      if (session !== null) return lookAtSession(context, session)
      const transfer = readTransfer(record)
      if (transfer !== null) return continueTransfer(context, transfer)
      const webhooks = readTransferWebhooks(record)
      if (webhooks !== null) return retireWebhooks(management, webhooks)
      throw new Error(`there is nothing to do for a ${record.kind}`)
    },
  })
}
