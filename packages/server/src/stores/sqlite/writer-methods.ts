import type { Id } from '../../domain/ids.ts'
import { advanceRecovery } from '../operations/advance-recovery.ts'
import { changedKeys, insertKey, revokeKey } from '../operations/api-keys.ts'
import { recordAudit } from '../operations/audit.ts'
import { bindOperations } from '../operations/bind-operations.ts'
import { catalogVersion, type VersionPage } from '../operations/catalog-version.ts'
import { changedEventTypes, putEventType } from '../operations/event-types.ts'
import { dropHistory, dropRecords } from '../operations/drop-history.ts'
import {
  advanceErasure,
  deleteWorkspace,
  finishErasure,
  forgetSubject,
  insertErasure,
  runningErasures,
} from '../operations/erasures.ts'
import { changeCredits } from '../operations/credits.ts'
import { findJournaled } from '../operations/events.ts'
import { bytesOfId } from '../operations/id-bytes.ts'
import { readInbox } from '../operations/inbox.ts'
import { indexDeliveries, indexEvents } from '../operations/index-history.ts'
import { recordHeartbeat } from '../operations/nodes.ts'
import { raiseNotices } from '../operations/notices.ts'
import { changedOperators, insertOperator, updateOperator } from '../operations/operators.ts'
import {
  closePortalSession,
  insertPortalLink,
  openPortalSession,
  revokePortalLink,
} from '../operations/portal-links.ts'
import { changeRecords, claimRecords } from '../operations/profile-records.ts'
import { cancelWaiting, lanesWithParked, newestPending } from '../operations/queue-upkeep.ts'
import { changeRecovery, insertRecovery, runningRecoveries } from '../operations/recoveries.ts'
import { expedite, insertRedeliveries } from '../operations/redeliveries.ts'
import { rejectRaised } from '../operations/rejected-events.ts'
import { turnIdempotency } from '../operations/turn-idempotency.ts'
import type { Operation, ResultRow } from '../operations/query.ts'
import { disableWebhook, listTroubles } from '../operations/webhook-health.ts'
import {
  changedWebhooks,
  insertWebhook,
  replaceSealed,
  updateWebhook,
} from '../operations/webhooks.ts'
import { changedWorkspaces, insertWorkspace, updateWorkspace } from '../operations/workspaces.ts'
import { createClaimer } from './claimer.ts'
import { followClock } from './follow-clock.ts'
import type { Frame } from './frame.ts'
import { scrub } from './scrub.ts'
import { encodeRows, type RowFrame } from './row-frame.ts'
import type { Writer } from './writer.ts'

export type WriterMethods = ReturnType<typeof writerMethods>

const changes = {
  insertWorkspace,
  updateWorkspace,
  insertWebhook,
  updateWebhook,
  putEventType,
  insertKey,
  revokeKey,
  insertOperator,
  updateOperator,
  replaceSealed,
  recordAudit,
  changeCredits,
  disableWebhook,
  raiseNotices,
  claimRecords,
  changeRecords,
  insertPortalLink,
  openPortalSession,
  closePortalSession,
  revokePortalLink,
  rejectRaised,
  insertRedeliveries,
  expedite,
  insertRecovery,
  changeRecovery,
  advanceRecovery,
  insertErasure,
  deleteWorkspace,
  forgetSubject,
  finishErasure,
  cancelWaiting,
  indexEvents,
  indexDeliveries,
  turnIdempotency,
}

/** Bites of what is removed. */
const removals = { advanceErasure, dropHistory, dropRecords }

/** What the writing thread does for the main thread. Each method is one transaction. */
export function writerMethods(writer: Writer) {
  const page =
    <Row extends ResultRow>(operation: (page: VersionPage) => Operation<readonly Row[]>) =>
    (versions: VersionPage): RowFrame<Row> =>
      encodeRows(writer.read(operation(versions)))
  const claim = createClaimer(writer)
  let tookOver = false

  return {
    ...bindOperations(changes, (operation) => writer.write(({ run }) => run(operation))),
    ...bindOperations(removals, (operation) => writer.writeLazily(({ run }) => run(operation))),
    catalogVersion: () => writer.read(catalogVersion()),
    changedWorkspaces: page(changedWorkspaces),
    changedWebhooks: page(changedWebhooks),
    changedEventTypes: page(changedEventTypes),
    changedKeys: page(changedKeys),
    changedOperators: page(changedOperators),

    commit: (frame: Frame) => writer.write(({ journal }) => journal.commit(frame)),
    findJournaled: (ids: readonly Id[]) => writer.read(findJournaled(ids)),
    lanesWithParked: (after: Id | null, limit: number) =>
      writer.read(lanesWithParked(after, limit)),
    readInbox: (after: number, limit: number) => writer.read(readInbox(after, limit)),
    claimParked: (laneId: Id, limit: number) =>
      claim(({ claims }) => claims.claimParked(bytesOfId(laneId), limit)),
    claimInOrder: (laneId: Id, limit: number) =>
      claim(({ claims }) => claims.claimInOrder(bytesOfId(laneId), limit)),
    claimDue: (nowMs: number, limit: number) =>
      claim(({ claims }) => claims.claimDue(nowMs, limit)),

    listTroubles: (after: Id | null, limit: number) => writer.read(listTroubles(after, limit)),
    runningErasures: () => writer.read(runningErasures()),
    scrub: () => writer.read(scrub()),
    runningRecoveries: () => writer.read(runningRecoveries()),
    newestPending: () => writer.read(newestPending()),
    heartbeat: (nowMs: number) =>
      writer.write(({ run, holder }) => {
        run(followClock(holder.node, nowMs))
        run(recordHeartbeat(holder, nowMs))
      }),
    /** Looks once, through the whole queue: while this process lives, no other can hold a row. */
    takeOver(): number {
      if (tookOver) return 0
      const parked = writer.write(({ parkOrphans }) => parkOrphans())
      tookOver = true
      return parked
    },
  }
}
