import type { RaisedEvent } from '../../../domain/event.ts'
import { latestConfiguration } from '../session-events.ts'
import { getSession, sessionKey, streamOf, updateSession, withStream } from '../session-record.ts'
import { updateTransfer, type StoredTransfer, type Transfer } from '../transfer-record.ts'
import type { SourceAnswer, SourceFault } from './ask-source.ts'
import type { SourcePage } from './read-answer.ts'
import type { TransferContext } from './transfer-context.ts'
import {
  batchRecords,
  completedEvent,
  dataEvent,
  errorEvent,
  roomForRecords,
} from './transfer-events.ts'

/** As a receiver's failures are: it is asked again after each of these, and then given up. */
const retryDelaysMs = [10_000, 60_000, 300_000]

const maxTries = 5

/**
 * One step of a transfer that the source carries out: asks for the page that is next, and writes
 * how far it has come together with what it has brought. Should this process die in between, the
 * same page is asked for again, and nothing of it has been published.
 */
export async function continueTransfer(
  context: TransferContext,
  stored: StoredTransfer,
): Promise<void> {
  const { transfer } = stored
  const { store } = context.management
  if (transfer.state !== 'running' || transfer.by !== 'source') {
    await store.changeRecords([updateTransfer(stored, transfer, null)], [])
    return
  }
  const answer = await (context.askSource?.(transfer) ?? noSource)
  if (answer.kind === 'page') return takePage(context, stored, answer.page)
  const doing = `asking the source for the transfer ${transfer.id}`
  context.onError(new Error(answer.fault.detail), doing)
  await noteFault(context, stored, answer.fault)
}

const noSource: SourceAnswer = {
  kind: 'fault',
  fault: {
    type: 'integration',
    message: 'There is no source of records any more.',
    detail: 'There is no source of records any more: the option endgrate.source is gone.',
  },
}

async function takePage(
  context: TransferContext,
  stored: StoredTransfer,
  { records, nextCursor, hasMore }: SourcePage,
): Promise<void> {
  const { management } = context
  const { transfer } = stored
  const room = roomForRecords(transfer, management.settings.maxDataBytes)
  const batches = batchRecords(records, room)
  // Whoever was told of batches is told which is the last; whoever was told of none needs none.
  if (!hasMore && batches.length === 0 && transfer.batches > 0) batches.push([])
  const events = batches.map((batch, index) => {
    const completed = !hasMore && index === batches.length - 1
    return dataEvent(management, transfer, { records: batch, completed })
  })
  const next: Transfer = {
    ...transfer,
    cursor: nextCursor ?? transfer.cursor,
    records: transfer.records + records.length,
    batches: transfer.batches + batches.length,
    failures: 0,
  }
  if (hasMore) {
    const dueAtMs = management.clock.nowMs()
    return write(context, stored, { transfer: next, dueAtMs, events })
  }
  const last = completedEvent(management, transfer)
  await write(context, stored, {
    transfer: ended(next, 'completed', last),
    dueAtMs: null,
    events: [...events, last],
  })
}

async function noteFault(
  context: TransferContext,
  stored: StoredTransfer,
  fault: SourceFault,
): Promise<void> {
  const { management } = context
  const { transfer } = stored
  const next = { ...transfer, failures: transfer.failures + 1 }
  const delayMs = retryDelaysMs[transfer.failures]
  if (delayMs !== undefined) {
    const dueAtMs = management.clock.nowMs() + delayMs
    return write(context, stored, { transfer: next, dueAtMs, events: [] })
  }
  const { sessionId: id, workspaceId } = transfer
  const configured = await latestConfiguration(management, { id, workspaceId })
  const configuration = configured?.data ?? null
  const last = errorEvent(management, transfer, { fault, configuration })
  await write(context, stored, {
    transfer: ended(next, 'failed', last),
    dueAtMs: null,
    events: [last],
  })
}

function ended(
  transfer: Transfer,
  state: 'completed' | 'failed',
  { id: lastEventId, occurredAtMs: endedAtMs }: RaisedEvent,
): Transfer {
  return { ...transfer, state, endedAtMs, lastEventId }
}

interface Step {
  readonly transfer: Transfer
  readonly dueAtMs: number | null
  readonly events: readonly RaisedEvent[]
}

/** Nothing is written when somebody else has taken the transfer over, or deleted its session. */
async function write(
  { management }: TransferContext,
  stored: StoredTransfer,
  { transfer, dueAtMs, events }: Step,
): Promise<void> {
  const { store, engine } = management
  const { profile, version } = stored.record
  const { workspaceId, sessionId, endgrateType, sync, state, cursor } = transfer
  for (let tries = 0; tries < maxTries; tries += 1) {
    const changes = [updateTransfer(stored, transfer, dueAtMs)]
    if (sync && state === 'completed') {
      const found = await getSession(store, sessionKey(profile, workspaceId, sessionId))
      if (found === null) return
      const stream = { ...streamOf(found.session, endgrateType), cursor }
      changes.push(updateSession(found, withStream(found.session, stream)))
    }
    const result = await store.changeRecords(changes, events)
    if (result === 'written') {
      if (events.length > 0) engine.wakeInbox()
      return
    }
    const now = await store.getRecord(stored.record)
    if (now?.version !== version) return
  }
  throw new Error(`the session ${sessionId} is changing all the time`)
}
