import type { Id } from '../../domain/ids.ts'
import { insertKey, revokeKey } from '../operations/api-keys.ts'
import { listAudit, recordAudit } from '../operations/audit.ts'
import { changeCredits, getCredits } from '../operations/credits.ts'
import {
  countDeliveriesOfWebhook,
  getDelivery,
  listDeliveriesOfEvent,
  listDeliveriesOfWebhook,
} from '../operations/deliveries.ts'
import { putEventType } from '../operations/event-types.ts'
import { getEvent, listEvents, listEventsOfChannel } from '../operations/events.ts'
import { countDeliveriesByHour } from '../operations/hourly-counts.ts'
import { raiseNotices } from '../operations/notices.ts'
import { insertOperator, updateOperator } from '../operations/operators.ts'
import { changeRecords, getRecord, listRecords } from '../operations/profile-records.ts'
import { sql, type Operation } from '../operations/query.ts'
import { cancelWaiting, newestPending, queueStats } from '../operations/queue-upkeep.ts'
import {
  changeRecovery,
  getRecovery,
  insertRecovery,
  listRecoveries,
  runningRecoveries,
} from '../operations/recoveries.ts'
import {
  getRejectedEvent,
  listRejectedEvents,
  rejectRaised,
} from '../operations/rejected-events.ts'
import { expedite } from '../operations/redeliveries.ts'
import { searchDeliveries } from '../operations/search-deliveries.ts'
import { searchEvents, workspaceOfEvent } from '../operations/search-events.ts'
import { countTraffic, rankWebhooks } from '../operations/traffic.ts'
import { disableWebhook, listTroubles } from '../operations/webhook-health.ts'
import { insertWebhook, replaceSealed, updateWebhook } from '../operations/webhooks.ts'
import { insertWorkspace, updateWorkspace } from '../operations/workspaces.ts'
import type { CatalogStore } from '../catalog-store.ts'
import type { Store } from '../store.ts'
import { NodeLostError } from '../store-error.ts'
import type { UpkeepStore } from '../upkeep-store.ts'
import { claimRecords } from './claim-records.ts'
import { createClaims } from './claims.ts'
import { createCommits } from './commits.ts'
import type { Database } from './database.ts'
import { erasureMethods } from './erasure-methods.ts'
import { indexDeliveries, indexEvents } from './index-history.ts'
import { advanceInLine, insertInLine } from './line-up.ts'
import type { NodeSession } from './node-session.ts'
import { endNode, recordHeartbeat, takeOver } from './node.ts'
import { makeWeek, missingWeeks } from './partitions.ts'
import { portalLinkMethods } from './portal-link-methods.ts'
import { raiseWithin } from './raise-within.ts'
import { readCatalogChanges } from './read-catalog.ts'
import { lanesToSendFor, readShareOfInbox } from './share-of-node.ts'
import { createSharedMethods } from './shared-methods.ts'
import { createSerial } from './serial.ts'
import { turnIdempotency } from './turn-idempotency.ts'

export interface PostgresStoreParts {
  readonly database: Database
  readonly node: NodeSession
  readonly dropsByWeek: boolean
  /** Where to listen for changes of the catalogue; null: nowhere. */
  readonly listenUrl: string | null
}

/** The contract, answered by a PostgreSQL that other nodes may use at the same time. */
export function createPostgresStore({
  database,
  node,
  dropsByWeek,
  listenUrl,
}: PostgresStoreParts): Store {
  const { read, write } = database
  const claims = createClaims(database, node)
  const shared = createSharedMethods({ database, node, claims, listenUrl })
  let closed: Promise<void> | null = null

  async function closeAll(): Promise<void> {
    // Best effort: a node that cannot say so is taken over when it has been silent for long enough.
    const told = write(() => endNode(node.number)).catch(() => undefined)
    await Promise.all([told, shared.close(), database.close()])
  }

  return {
    ...createCommits(database, node),
    claimParked: claims.claimParked,
    claimInOrder: claims.claimInOrder,
    claimDue: claims.claimDue,
    shared: shared.methods,
    lanesWithParked: (after, limit) => read(lanesToSendFor(node.number, { after, limit })),
    readInbox: (after, limit) => read(readShareOfInbox(node.heartbeat, { after, limit })),
    rejectRaised: (entry, reason) => write(() => rejectRaised(entry, reason)),
    raiseWithin,

    ...catalogMethods(database),

    recordAudit: (audit) => write(() => recordAudit(audit)),
    listAudit: (workspaceId, page) => read(listAudit(workspaceId, page)),

    getCredits: (workspaceId) => read(getCredits(workspaceId)),
    changeCredits: (workspaceId, change, record) =>
      write(() => changeCredits(workspaceId, change, record)),

    listTroubles: (after, limit) => read(listTroubles(after, limit)),
    disableWebhook: (disabling, audit) => write(() => disableWebhook(disabling, audit)),
    raiseNotices: (nowMs, eventIds) => write(() => raiseNoticesAlone(nowMs, eventIds)),

    insertRecovery: (recovery, audit) => write(() => insertRecovery(recovery, audit)),
    getRecovery: (recoveryId) => read(getRecovery(recoveryId)),
    listRecoveries: (workspaceId, filter, page) => read(listRecoveries(workspaceId, filter, page)),
    runningRecoveries: () => read(runningRecoveries()),
    changeRecovery: (change, audit) => write(() => changeRecovery(change, audit)),
    advanceRecovery: (step) => write(() => advanceInLine(step)),

    ...erasureMethods(database, dropsByWeek),

    getRecord: (key) => read(getRecord(key)),
    listRecords: (range, page) => read(listRecords(range, page)),
    claimRecords: (profile, claim) => write(() => claimRecords(profile, claim)),
    changeRecords: (changes, events) => write(() => changeRecords(changes, events)),

    ...portalLinkMethods(database),

    getEvent: (workspaceId, eventId) => read(getEvent(workspaceId, eventId)),
    getRejectedEvent: (workspaceId, eventId) => read(getRejectedEvent(workspaceId, eventId)),
    listRejectedEvents: (workspaceId, page) => read(listRejectedEvents(workspaceId, page)),
    listEvents: (workspaceId, filter, page) => read(listEvents(workspaceId, filter, page)),
    searchEvents: (filter, page) => read(searchEvents(filter, page)),
    workspaceOfEvent: (eventId) => read(workspaceOfEvent(eventId)),
    listEventsOfChannel: (workspaceId, channel, page) =>
      read(listEventsOfChannel(workspaceId, channel, page)),
    listDeliveriesOfEvent: (workspaceId, eventId) =>
      read(listDeliveriesOfEvent(workspaceId, eventId)),
    listDeliveriesOfWebhook: (webhook, filter, page) =>
      read(listDeliveriesOfWebhook(webhook, filter, page)),
    countDeliveriesOfWebhook: (webhook, filter) => read(countDeliveriesOfWebhook(webhook, filter)),
    searchDeliveries: (webhooks, search, page) => read(searchDeliveries(webhooks, search, page)),
    countDeliveriesByHour: (webhookIds, fromMs) => read(countDeliveriesByHour(webhookIds, fromMs)),
    countTraffic: (span) => read(countTraffic(span)),
    rankWebhooks: (span, limit) => read(rankWebhooks(span, limit)),
    getDelivery: (workspaceId, deliveryId) => read(getDelivery(workspaceId, deliveryId)),
    insertRedeliveries: (redeliveries, audit) => write(() => insertInLine(redeliveries, audit)),
    expedite: (workspaceId, deliveryId, nowMs, audit) =>
      write(() => expedite(workspaceId, deliveryId, nowMs, audit)),

    ...upkeepMethods(database, node),

    close: () => (closed ??= closeAll()),
  }
}

/**
 * Changes of the catalogue wait for each other in the database, on one row; here they wait without
 * taking a connection each, and in the order in which they were asked for.
 */
function catalogMethods({ read, write }: Database): CatalogStore {
  const inTurn = createSerial()
  const change = <Result>(operation: () => Operation<Result>): Promise<Result> =>
    inTurn(() => write(operation))

  return {
    catalogChanges: (version) => read(readCatalogChanges(version)),
    insertWorkspace: (workspace, audit) => change(() => insertWorkspace(workspace, audit)),
    updateWorkspace: (workspace, ifUpdatedAtMs, audit) =>
      change(() => updateWorkspace(workspace, ifUpdatedAtMs, audit)),
    insertWebhook: (webhook, limit, audit) => change(() => insertWebhook(webhook, limit, audit)),
    updateWebhook: (webhook, guard, audit) => change(() => updateWebhook(webhook, guard, audit)),
    putEventType: (eventType, audit) => change(() => putEventType(eventType, audit)),
    insertKey: (key, audit, events) => change(() => insertKey(key, audit, events)),
    revokeKey: (revocation, audit, events) => change(() => revokeKey(revocation, audit, events)),
    insertOperator: (operator, audit) => change(() => insertOperator(operator, audit)),
    updateOperator: (operator, guard, audit) =>
      change(() => updateOperator(operator, guard, audit)),
    replaceSealed: (resealed) => change(() => replaceSealed(resealed)),
  }
}

/** Of several nodes that want to raise the same, one does. */
function* raiseNoticesAlone(nowMs: number, eventIds: readonly Id[]): Operation<number> {
  yield* sql`SELECT pg_advisory_xact_lock(8030604, 4)`
  return yield* raiseNotices(nowMs, eventIds)
}

function upkeepMethods(database: Database, node: NodeSession): UpkeepStore {
  const { read, write } = database
  let hasLooked = false

  return {
    async heartbeat() {
      const heartbeat = await recordHeartbeat(database, node.number)
      if (heartbeat === null) throw new NodeLostError()
      node.heartbeat = heartbeat
    },
    newestPending: () => read(newestPending()),
    async takeOver() {
      // The first look also finds what nodes held of which nothing is left, as in a restored dump.
      const parked = await write(() => takeOver(node.number, !hasLooked))
      hasLooked = true
      return parked
    },
    cancelWaiting: ({ id, laneId }, reason, nowMs, limit) =>
      write(() => cancelWaiting({ id, laneId }, { reason, nowMs }, limit)),
    async indexHistory(limit) {
      const half = Math.max(1, Math.ceil(limit / 2))
      const moreEvents = await write(() => indexEvents(half))
      const moreDeliveries = await write(() => indexDeliveries(half))
      return moreEvents || moreDeliveries
    },
    async turnIdempotency(nowMs) {
      await write(() => turnIdempotency(nowMs))
      // The other thing that has to be looked after now and then, whatever else happens.
      for (const week of await read(missingWeeks(nowMs))) await write(() => makeWeek(week))
    },
    stats: () => read(queueStats()),
  }
}
