import type { HeldDelivery } from '../../domain/delivery.ts'
import { bytesOfId, idOfBytes, idOfOptionalBytes } from '../operations/id-bytes.ts'
import type { ResultRow } from '../operations/query.ts'
import type { QueueStore, ScheduledDelivery } from '../queue-store.ts'
import type { SharedStore } from '../shared-store.ts'
import { StoreError } from '../store-error.ts'
import type { Database, HotStatement } from './database.ts'
import type { NodeSession } from './node-session.ts'
import { createSerial } from './serial.ts'

const parkedText = 'SELECT * FROM posthorn.claim_parked($1, $2, $3, $4)'
const ownedText = 'SELECT * FROM posthorn.claim_owned($1, $2, $3, $4, $5)'
const dueText = 'SELECT * FROM posthorn.claim_due($1, $2, $3, $4)'
const takeBackText = 'SELECT posthorn.take_back($1, $2, $3)'

/** The columns of the type `claimed`. */
type ClaimedRow = {
  /** null: what the next one is due at, what the lane waits for, or that it is another node's */
  id: Uint8Array | null
  workspace_id: Uint8Array
  event_id: Uint8Array
  webhook_id: Uint8Array
  lane_id: Uint8Array
  attempts: number
  retry_of: Uint8Array | null
  body: Uint8Array | null
  type: string
  occurred_at_ms: number
  accepted_at_ms: number
  is_test: number
  channels: string | null
  subject: string | null
  data: Uint8Array
  due_at_ms: number | null
  lane_seq: number | null
}

/** What a claim tells beside what it has taken. */
type RestRow = {
  readonly event_id: Uint8Array | null
  readonly webhook_id: Uint8Array | null
  readonly due_at_ms: number | null
}

interface Claimed {
  readonly deliveries: HeldDelivery[]
  readonly rest: RestRow | null
}

interface InDoubt {
  readonly number: number
  /** When it is due again; null: it was parked. */
  readonly dueAtMs: number | null
}

export interface Claims
  extends
    Pick<QueueStore, 'claimParked' | 'claimInOrder' | 'claimDue'>,
    Pick<SharedStore, 'claimOwned'> {
  /** Between two claims, none under way. */
  readonly between: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** What those have taken is not this node's any more. */
  forgetDoubts(): void
}

/**
 * One claim after the other. Nobody was told what a claim of unknown outcome has taken, so nobody
 * would send it: the next claim takes it back first.
 */
export function createClaims(database: Database, node: NodeSession): Claims {
  const inOrder = createSerial()
  let lastNumber = 0
  let inDoubt: readonly InDoubt[] = []

  async function takeBackDoubts(): Promise<void> {
    for (const doubt of inDoubt) {
      const values = [node.number, doubt.number, doubt.dueAtMs]
      await database.call({ text: takeBackText, values })
      inDoubt = inDoubt.filter((other) => other !== doubt)
    }
  }

  function claim(
    statement: (number: number) => HotStatement,
    dueAtMs: number | null,
  ): Promise<Claimed> {
    return inOrder(async () => {
      await takeBackDoubts()
      const number = ++lastNumber
      try {
        return claimedOf(await database.call(statement(number)))
      } catch (error) {
        if (error instanceof StoreError && error.outcome === 'unknown') {
          inDoubt = [...inDoubt, { number, dueAtMs }]
        }
        throw error
      }
    })
  }

  const claimOwned = (laneId: string, limit: number, isInOrder: boolean): Promise<Claimed> => {
    const lane = Buffer.from(bytesOfId(laneId))
    return claim(
      (number) => ({ text: ownedText, values: [node.number, number, lane, limit, isInOrder] }),
      null,
    )
  }

  return {
    between: inOrder,
    forgetDoubts() {
      inDoubt = []
    },
    async claimParked(laneId, limit) {
      const lane = Buffer.from(bytesOfId(laneId))
      const { deliveries } = await claim(
        (number) => ({ text: parkedText, values: [node.number, number, lane, limit] }),
        null,
      )
      return deliveries
    },
    async claimOwned(laneId, limit) {
      const { deliveries, rest } = await claimOwned(laneId, limit, false)
      return { deliveries, isElsewhere: rest !== null }
    },
    async claimInOrder(laneId, limit) {
      const { deliveries, rest } = await claimOwned(laneId, limit, true)
      const waitsFor = scheduledOf(rest)
      return { deliveries, waitsFor, isElsewhere: rest !== null && waitsFor === null }
    },
    async claimDue(nowMs, limit) {
      const { deliveries, rest } = await claim(
        (number) => ({ text: dueText, values: [node.number, number, nowMs, limit] }),
        nowMs,
      )
      return { deliveries, nextDueAtMs: rest?.due_at_ms ?? null }
    },
  }
}

function claimedOf(rows: readonly ResultRow[]): Claimed {
  // Both functions return rows of the type `claimed`.
  const claimed = rows as readonly ClaimedRow[]
  return {
    deliveries: claimed.flatMap((row) => (row.id === null ? [] : [heldOf(row, row.id)])),
    rest: claimed.find(({ id }) => id === null) ?? null,
  }
}

function scheduledOf(rest: RestRow | null): ScheduledDelivery | null {
  const { event_id: id, webhook_id: webhookId } = rest ?? {}
  if (id == null || webhookId == null) return null
  return { id: idOfBytes(id), webhookId: idOfBytes(webhookId) }
}

const noChannels: readonly string[] = []

function heldOf(row: ClaimedRow, id: Uint8Array): HeldDelivery {
  return {
    id: idOfBytes(id),
    event: {
      id: idOfBytes(row.event_id),
      workspaceId: idOfBytes(row.workspace_id),
      type: row.type,
      data: row.data,
      // Written by the journal from a list of strings.
      channels: row.channels === null ? noChannels : (JSON.parse(row.channels) as string[]),
      subject: row.subject,
      occurredAtMs: row.occurred_at_ms,
      acceptedAtMs: row.accepted_at_ms,
      isTest: row.is_test === 1,
    },
    webhookId: idOfBytes(row.webhook_id),
    laneId: idOfBytes(row.lane_id),
    attempts: row.attempts,
    body: row.body,
    retryOf: idOfOptionalBytes(row.retry_of),
    ...(row.lane_seq === null || row.lane_seq === 0 ? {} : { laneSeq: row.lane_seq }),
  }
}
