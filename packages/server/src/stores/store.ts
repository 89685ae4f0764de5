import type { AuditStore } from './audit-store.ts'
import type { CatalogStore } from './catalog-store.ts'
import type { CreditStore } from './credit-store.ts'
import type { DeliveryStore } from './delivery-store.ts'
import type { ErasureStore } from './erasure-store.ts'
import type { EventStore } from './event-store.ts'
import type { HealthStore } from './health-store.ts'
import type { InboxStore } from './inbox-store.ts'
import type { JournalStore } from './journal-store.ts'
import type { PortalLinkStore } from './portal-link-store.ts'
import type { ProfileStore } from './profile-store.ts'
import type { QueueStore } from './queue-store.ts'
import type { RecoveryStore } from './recovery-store.ts'
import type { SharedStore } from './shared-store.ts'
import type { StatisticsStore } from './statistics-store.ts'
import type { UpkeepStore } from './upkeep-store.ts'

/**
 * Where everything is kept, and the one place that lists what a store does: a role in each file.
 *
 * Every method is one transaction. A rejection is a `StoreError`, whose `outcome` says whether
 * the transaction surely did not happen or may have happened.
 */
export interface Store
  extends
    JournalStore,
    QueueStore,
    InboxStore,
    CatalogStore,
    AuditStore,
    CreditStore,
    EventStore,
    DeliveryStore,
    StatisticsStore,
    HealthStore,
    ProfileStore,
    PortalLinkStore,
    RecoveryStore,
    ErasureStore,
    UpkeepStore {
  /** What nodes that share it have to know of each other; null: it has one node. */
  readonly shared: SharedStore | null
  /** Ends running transactions and closes every file and connection. */
  close(): Promise<void>
}
