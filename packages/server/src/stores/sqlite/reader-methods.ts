import type { DatabaseSync } from 'node:sqlite'
import { listAudit } from '../operations/audit.ts'
import { bindOperations } from '../operations/bind-operations.ts'
import { getCredits } from '../operations/credits.ts'
import {
  countDeliveriesOfWebhook,
  getDelivery,
  listDeliveriesOfEvent,
  listDeliveriesOfWebhook,
} from '../operations/deliveries.ts'
import { countDeliveriesByHour } from '../operations/hourly-counts.ts'
import { getEvent, listEvents, listEventsOfChannel } from '../operations/events.ts'
import { getPortalLink, listPortalLinks } from '../operations/portal-links.ts'
import { getRecord, listRecords } from '../operations/profile-records.ts'
import { getErasure } from '../operations/erasures.ts'
import { getRecovery, listRecoveries } from '../operations/recoveries.ts'
import { getRejectedEvent, listRejectedEvents } from '../operations/rejected-events.ts'
import { queueStats } from '../operations/queue-upkeep.ts'
import { searchDeliveries } from '../operations/search-deliveries.ts'
import { searchEvents, workspaceOfEvent } from '../operations/search-events.ts'
import { countTraffic, rankWebhooks } from '../operations/traffic.ts'
import { inSnapshot } from './connection.ts'
import { createOperationRunner } from './run-operation.ts'

export type ReaderMethods = ReturnType<typeof readerMethods>

const lookups = {
  getEvent,
  listEvents,
  listEventsOfChannel,
  searchEvents,
  workspaceOfEvent,
  getRejectedEvent,
  listRejectedEvents,
  listDeliveriesOfEvent,
  listDeliveriesOfWebhook,
  countDeliveriesOfWebhook,
  searchDeliveries,
  countDeliveriesByHour,
  countTraffic,
  rankWebhooks,
  getDelivery,
  listAudit,
  getCredits,
  getPortalLink,
  listPortalLinks,
  getRecord,
  listRecords,
  getRecovery,
  listRecoveries,
  getErasure,
  queueStats,
}

/** What the reading thread does for the main thread. Each method sees one moment. */
export function readerMethods(db: DatabaseSync) {
  const run = createOperationRunner(db)
  return {
    ...bindOperations(lookups, (operation) => inSnapshot(db, () => run(operation))),
  }
}
