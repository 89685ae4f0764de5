import type { CommitBatch } from '../journal-store.ts'
import type { Store } from '../store.ts'
import { StoreError } from '../store-error.ts'
import { decodeClaim } from './claim-frame.ts'
import { encodeBatch } from './commit-frame.ts'
import { resultOfReply } from './commit-reply.ts'
import { transferablesOf, type Frame } from './frame.ts'
import { readCatalogChanges } from './read-catalog.ts'
import { raiseWithin } from './raise-within.ts'
import type { ReaderMethods } from './reader-methods.ts'
import type { WorkerClient } from './worker-client.ts'
import type { WriterMethods } from './writer-methods.ts'

export interface SqliteStoreParts {
  /** Of the database. */
  readonly path: string
  readonly writer: WorkerClient<WriterMethods>
  readonly reader: WorkerClient<ReaderMethods>
  readonly lock: Disposable
}

/** The contract, answered by a thread that writes and a thread that reads. */
export function createSqliteStore({ path, writer, reader, lock }: SqliteStoreParts): Store {
  let closed: Promise<void> | null = null

  async function closeAll(): Promise<void> {
    // The writer last: the last connection of all folds the log into the database.
    await reader.close()
    await writer.close()
    lock[Symbol.dispose]()
  }

  return {
    shared: null,
    async commit(batch) {
      const frame = encodeOrRefuse(batch)
      const reply = await writer.call('commit', [frame], transferablesOf(frame))
      return resultOfReply(reply, batch.publishes.length)
    },
    findJournaled: (eventIds) => writer.call('findJournaled', [eventIds]),
    claimParked: async (laneId, limit) =>
      decodeClaim(await writer.call('claimParked', [laneId, limit])),
    async claimInOrder(laneId, limit) {
      const reply = await writer.call('claimInOrder', [laneId, limit])
      return { deliveries: decodeClaim(reply), waitsFor: reply.waitsFor, isElsewhere: false }
    },
    async claimDue(nowMs, limit) {
      const reply = await writer.call('claimDue', [nowMs, limit])
      return { deliveries: decodeClaim(reply), nextDueAtMs: reply.nextDueAtMs }
    },
    lanesWithParked: (after, limit) => writer.call('lanesWithParked', [after, limit]),
    readInbox: (after, limit) => writer.call('readInbox', [after, limit]),
    rejectRaised: (entry, reason) => writer.call('rejectRaised', [entry, reason]),
    raiseWithin: async (client, raised) => raiseWithin(client, path, raised),

    catalogChanges: (version) => readCatalogChanges(writer, version),
    insertWorkspace: (workspace, audit) => writer.call('insertWorkspace', [workspace, audit]),
    updateWorkspace: (workspace, ifUpdatedAtMs, audit) =>
      writer.call('updateWorkspace', [workspace, ifUpdatedAtMs, audit]),
    insertWebhook: (webhook, limit, audit) => writer.call('insertWebhook', [webhook, limit, audit]),
    updateWebhook: (webhook, guard, audit) => writer.call('updateWebhook', [webhook, guard, audit]),
    putEventType: (eventType, audit) => writer.call('putEventType', [eventType, audit]),
    insertKey: (key, audit, events) => writer.call('insertKey', [key, audit, events]),
    revokeKey: (revocation, audit, events) => writer.call('revokeKey', [revocation, audit, events]),
    insertOperator: (operator, audit) => writer.call('insertOperator', [operator, audit]),
    updateOperator: (operator, guard, audit) =>
      writer.call('updateOperator', [operator, guard, audit]),
    replaceSealed: (resealed) => writer.call('replaceSealed', [resealed]),
    recordAudit: (audit) => writer.call('recordAudit', [audit]),
    listAudit: (workspaceId, page) => reader.call('listAudit', [workspaceId, page]),

    getCredits: (workspaceId) => reader.call('getCredits', [workspaceId]),
    changeCredits: (workspaceId, change, record) =>
      writer.call('changeCredits', [workspaceId, change, record]),

    listTroubles: (after, limit) => writer.call('listTroubles', [after, limit]),
    disableWebhook: (disabling, audit) => writer.call('disableWebhook', [disabling, audit]),
    raiseNotices: (nowMs, eventIds) => writer.call('raiseNotices', [nowMs, eventIds]),

    getRecord: (key) => reader.call('getRecord', [key]),
    listRecords: (range, page) => reader.call('listRecords', [range, page]),
    claimRecords: (profile, claim) => writer.call('claimRecords', [profile, claim]),
    changeRecords: (changes, events) => writer.call('changeRecords', [changes, events]),

    insertPortalLink: (link, audit) => writer.call('insertPortalLink', [link, audit]),
    getPortalLink: (linkId) => reader.call('getPortalLink', [linkId]),
    listPortalLinks: (workspaceId, page) => reader.call('listPortalLinks', [workspaceId, page]),
    openPortalSession: (opening, audit) => writer.call('openPortalSession', [opening, audit]),
    closePortalSession: (linkId, sessionHash, audit) =>
      writer.call('closePortalSession', [linkId, sessionHash, audit]),
    revokePortalLink: (linkId, atMs, audit) =>
      writer.call('revokePortalLink', [linkId, atMs, audit]),

    getEvent: (workspaceId, eventId) => reader.call('getEvent', [workspaceId, eventId]),
    listEvents: (workspaceId, filter, page) =>
      reader.call('listEvents', [workspaceId, filter, page]),
    searchEvents: (filter, page) => reader.call('searchEvents', [filter, page]),
    workspaceOfEvent: (eventId) => reader.call('workspaceOfEvent', [eventId]),
    getRejectedEvent: (workspaceId, eventId) =>
      reader.call('getRejectedEvent', [workspaceId, eventId]),
    listRejectedEvents: (workspaceId, page) =>
      reader.call('listRejectedEvents', [workspaceId, page]),
    listEventsOfChannel: (workspaceId, channel, page) =>
      reader.call('listEventsOfChannel', [workspaceId, channel, page]),
    listDeliveriesOfEvent: (workspaceId, eventId) =>
      reader.call('listDeliveriesOfEvent', [workspaceId, eventId]),
    listDeliveriesOfWebhook: (webhook, filter, page) =>
      reader.call('listDeliveriesOfWebhook', [webhook, filter, page]),
    countDeliveriesOfWebhook: (webhook, filter) =>
      reader.call('countDeliveriesOfWebhook', [webhook, filter]),
    searchDeliveries: (webhooks, search, page) =>
      reader.call('searchDeliveries', [webhooks, search, page]),
    countDeliveriesByHour: (webhookIds, fromMs) =>
      reader.call('countDeliveriesByHour', [webhookIds, fromMs]),
    countTraffic: (span) => reader.call('countTraffic', [span]),
    rankWebhooks: (span, limit) => reader.call('rankWebhooks', [span, limit]),
    getDelivery: (workspaceId, deliveryId) => reader.call('getDelivery', [workspaceId, deliveryId]),
    insertRedeliveries: (redeliveries, audit) =>
      writer.call('insertRedeliveries', [redeliveries, audit]),
    expedite: (workspaceId, deliveryId, nowMs, audit) =>
      writer.call('expedite', [workspaceId, deliveryId, nowMs, audit]),

    insertRecovery: (recovery, audit) => writer.call('insertRecovery', [recovery, audit]),
    getRecovery: (recoveryId) => reader.call('getRecovery', [recoveryId]),
    listRecoveries: (workspaceId, filter, page) =>
      reader.call('listRecoveries', [workspaceId, filter, page]),
    runningRecoveries: () => writer.call('runningRecoveries', []),
    changeRecovery: (change, audit) => writer.call('changeRecovery', [change, audit]),
    advanceRecovery: (step) => writer.call('advanceRecovery', [step]),

    insertErasure: (erasure, audit) => writer.call('insertErasure', [erasure, audit]),
    deleteWorkspace: (deletion, erasure, audit) =>
      writer.call('deleteWorkspace', [deletion, erasure, audit]),
    getErasure: (erasureId) => reader.call('getErasure', [erasureId]),
    runningErasures: () => writer.call('runningErasures', []),
    advanceErasure: (erasureId, limit) => writer.call('advanceErasure', [erasureId, limit]),
    forgetSubject: (erasureId) => writer.call('forgetSubject', [erasureId]),
    finishErasure: (erasureId, nowMs) => writer.call('finishErasure', [erasureId, nowMs]),
    scrub: () => writer.call('scrub', []),
    dropHistory: (step) => writer.call('dropHistory', [step]),
    dropRecords: (ages, limit) => writer.call('dropRecords', [ages, limit]),

    heartbeat: (nowMs) => writer.call('heartbeat', [nowMs]),
    newestPending: () => writer.call('newestPending', []),
    takeOver: () => writer.call('takeOver', []),
    cancelWaiting: ({ id, laneId }, reason, nowMs, limit) =>
      writer.call('cancelWaiting', [{ id, laneId }, { reason, nowMs }, limit]),
    async indexHistory(limit) {
      // Two short transactions, so that commits get their turn in between.
      const half = Math.max(1, Math.ceil(limit / 2))
      const moreEvents = await writer.call('indexEvents', [half])
      const moreDeliveries = await writer.call('indexDeliveries', [half])
      return moreEvents || moreDeliveries
    },
    turnIdempotency: (nowMs) => writer.call('turnIdempotency', [nowMs]),
    stats: () => reader.call('queueStats', []),

    close: () => (closed ??= closeAll()),
  }
}

/** What cannot be packed has not been written: the caller may split the batch. */
function encodeOrRefuse(batch: CommitBatch): Frame {
  try {
    return encodeBatch(batch)
  } catch (error) {
    throw new StoreError('refused', String(error), { cause: error })
  }
}
