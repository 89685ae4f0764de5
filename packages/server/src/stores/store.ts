import type { ApiKey } from '../domain/api-key.ts'
import type { AuditEntry } from '../domain/audit.ts'
import type { CreditChange, CreditEvent, CreditRefusal, Credits } from '../domain/credits.ts'
import type {
  AttemptRecord,
  DeliveryStatus,
  FinalStatus,
  HeldDelivery,
} from '../domain/delivery.ts'
import type { CustomEventType } from '../domain/event-type.ts'
import type { Event, Idempotency, RaisedEvent, RejectedEvent } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { Settlement } from '../domain/settlement.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Workspace } from '../domain/workspace.ts'
import type { HealthStore } from './health-store.ts'
import type { ErasureStore } from './erasure-store.ts'
import type { ProfileStore } from './profile-store.ts'
import type { RecoveryStore } from './recovery-store.ts'

/**
 * Where everything is kept, and the one place that lists what a store does.
 *
 * Every method is one transaction. A rejection is a {@link StoreError}, whose `outcome` says whether
 * the transaction surely did not happen or may have happened.
 */
export interface Store
  extends
    HotStore,
    CatalogStore,
    CreditStore,
    HealthStore,
    ProfileStore,
    RecoveryStore,
    ErasureStore,
    HistoryStore,
    UpkeepStore {
  /** What nodes that share it have to know of each other; null: it has one node. */
  readonly shared: SharedStore | null
  /** Ends running transactions and closes every file and connection. */
  close(): Promise<void>
}

/** The path that every event takes. Nothing here may get slower as backlog or history grows. */
export interface HotStore {
  /** Publishes and settlements of one moment, in one transaction, durable when it resolves. */
  commit(batch: CommitBatch): Promise<CommitResult>
  /** After a commit of unknown outcome: which of these events are in the journal. */
  findJournaled(eventIds: readonly Id[]): Promise<Set<Id>>
  /**
   * Takes up to `limit` parked deliveries of a lane into this node's hands, oldest first. What a claim
   * of unknown outcome has taken is taken back before the next claim, of whatever kind.
   */
  claimParked(laneId: Id, limit: number): Promise<HeldDelivery[]>
  /**
   * The same for a lane whose order holds through retries: while a delivery of it is scheduled,
   * whatever its id, nothing is taken. Where the store is shared, as in {@link SharedStore.claimOwned}.
   */
  claimInOrder(laneId: Id, limit: number): Promise<OrderedClaim>
  /** Takes up to `limit` scheduled deliveries that are due by `nowMs`, earliest first. */
  claimDue(nowMs: number, limit: number): Promise<DueClaim>
  /**
   * Lanes that have parked deliveries, in order of id; `after` pages on. Those that another node
   * sends for are left out.
   */
  lanesWithParked(after: Id | null, limit: number): Promise<Id[]>
  /**
   * Raised events that wait to be journaled, oldest first; `after` (0: from the oldest) pages on.
   * Where several nodes read, each has workspaces of its own, and gets those of others only when
   * they have waited for long.
   */
  readInbox(after: number, limit: number): Promise<InboxEntry[]>
  /**
   * Takes an event out of the inbox, if it is there (still), and keeps it with what is wrong with it.
   * Repeated, it changes nothing.
   */
  rejectRaised(entry: InboxEntry, reason: string): Promise<void>
  /**
   * Raises an event within the transaction that a caller's own connection is in: it is there exactly
   * when that commits. What the connection throws is thrown. A TypeError says that `client` is none
   * that this store can use.
   */
  raiseWithin(client: unknown, raised: Raised): Promise<RaiseOutcome>
}

export interface CommitBatch {
  /** The version of the catalogue that `publishes` were fanned out with; compared if there are any. */
  readonly catalogVersion: number
  readonly publishes: readonly JournalEntry[]
  readonly settlements: readonly Settlement[]
}

export interface JournalEntry {
  readonly event: Event
  readonly idempotency: Idempotency | null
  readonly targets: readonly JournalTarget[]
  /**
   * Where it waited in the inbox: the row is deleted in the transaction that journals the event, and
   * an entry whose row is gone is a duplicate. null: it was handed in by a publisher.
   */
  readonly inboxSeq: number | null
}

export interface InboxEntry extends Raised {
  /** The order in which the changes wrote. A number may be given again once its row is gone. */
  readonly seq: number
  /** False: it was raised by SQL, and nobody has looked at its type and data yet. */
  readonly isChecked: boolean
}

export interface Raised {
  readonly event: RaisedEvent
  readonly idempotency: Idempotency | null
}

/** `conflict`: the key was used before for something else. Only `raised` has written anything. */
export type RaiseOutcome =
  | { readonly kind: 'raised' }
  | { readonly kind: 'duplicate'; readonly eventId: Id }
  | { readonly kind: 'conflict' }

export interface JournalTarget {
  readonly deliveryId: Id
  readonly webhookId: Id
  readonly laneId: Id
  /**
   * - `held`: in this node's memory from the start
   * - `parked`: waits for its lane
   * - `in-line`: waits for its lane, which one node at a time sends for, in the order of commits;
   *   only where the store is shared
   */
  readonly state: 'held' | 'parked' | 'in-line'
}

export type CommitResult =
  | {
      readonly kind: 'committed'
      /** One for each publish, in order. */
      readonly outcomes: readonly JournalOutcome[]
    }
  /** The catalogue has changed: nothing was written. Refresh, fan out again, commit again. */
  | { readonly kind: 'stale-catalog' }

export type JournalOutcome =
  | { readonly kind: 'accepted' }
  /** It is in the journal already, as this event: its key was used before, or its inbox row is gone. */
  | { readonly kind: 'duplicate'; readonly eventId: Id }
  /** The key was used before for something else. */
  | { readonly kind: 'conflict' }
  /** Another node has what was raised before it, and its lane is ordered: nothing was written. */
  | { readonly kind: 'later' }

export interface OwnedClaim {
  readonly deliveries: readonly HeldDelivery[]
  /** Another node sends for this lane; nothing was taken. */
  readonly isElsewhere: boolean
}

export interface OrderedClaim extends OwnedClaim {
  /** The oldest scheduled delivery of the lane, for which its parked ones wait; null when there is none. */
  readonly waitsFor: ScheduledDelivery | null
}

export interface ScheduledDelivery {
  readonly id: Id
  readonly webhookId: Id
}

export interface DueClaim {
  readonly deliveries: readonly HeldDelivery[]
  /** When the next one that was not taken is due; null when none is scheduled. */
  readonly nextDueAtMs: number | null
}

/**
 * What changes seldom and every node keeps in memory: workspaces, webhooks, event types, keys.
 * Each write raises the catalogue's version in its own transaction.
 */
export interface CatalogStore {
  /** Everything that changed after `version` (0: everything), deleted rows included. */
  catalogChanges(version: number): Promise<CatalogChanges>
  insertWorkspace(workspace: Workspace, audit: AuditEntry): Promise<void>
  /** `changed`: somebody else changed it after `ifUpdatedAtMs`; nothing was written. */
  updateWorkspace(
    workspace: Workspace,
    ifUpdatedAtMs: number,
    audit: AuditEntry,
  ): Promise<'updated' | 'changed'>
  insertWebhook(
    webhook: Webhook,
    limit: ActiveLimit | null,
    audit: AuditEntry,
  ): Promise<'inserted' | 'limit-reached'>
  updateWebhook(
    webhook: Webhook,
    guard: { readonly ifUpdatedAtMs: number; readonly limit: ActiveLimit | null },
    audit: AuditEntry,
  ): Promise<'updated' | 'changed' | 'limit-reached'>
  /** Inserts the type or replaces the one of that name and workspace. */
  putEventType(eventType: CustomEventType, audit: AuditEntry): Promise<void>
  insertKey(key: ApiKey, audit: AuditEntry, events: readonly RaisedEvent[]): Promise<void>
  /**
   * `audit` is written when something changes, `events` only when a key that was good is revoked:
   * whoever asks at the same time or again raises nothing.
   */
  revokeKey(
    revocation: KeyRevocation,
    audit: AuditEntry,
    events: readonly RaisedEvent[],
  ): Promise<'revoked' | 'deleted' | 'unchanged'>
  /**
   * Webhooks that differ from what stands in their ciphertexts and their time alone. Resolves to how
   * many were written: what somebody else has changed in the meantime is left as it is.
   */
  replaceSealed(resealed: readonly ResealedWebhook[]): Promise<number>
  /** For what is changed outside the store, such as the master key. */
  recordAudit(audit: AuditEntry): Promise<void>
  /** Newest first; null: of every workspace, and what belongs to none. */
  listAudit(workspaceId: Id | null, page: CursorPage): Promise<AuditEntry[]>
}

export interface ResealedWebhook {
  readonly webhook: Webhook
  readonly ifUpdatedAtMs: number
}

export interface KeyRevocation {
  readonly keyId: Id
  readonly atMs: number
  /** True: it is not listed any more either. */
  readonly permanent: boolean
}

/** At most this many active webhooks of one profile in one workspace. */
export interface ActiveLimit {
  readonly max: number
}

export interface CatalogChanges {
  readonly version: number
  readonly workspaces: readonly Workspace[]
  readonly webhooks: readonly Webhook[]
  readonly eventTypes: readonly CustomEventType[]
  readonly keys: readonly ApiKey[]
}

/** What each workspace has left to spend. */
export interface CreditStore {
  /** null: no balance was ever set. */
  getCredits(workspaceId: Id): Promise<StoredCredits | null>
  /**
   * One change after the other, however many come at once; what each of them raises is written with
   * it. A workspace's first balance raises nothing: it has crossed no line.
   */
  changeCredits(workspaceId: Id, change: CreditChange, record: CreditRecord): Promise<CreditOutcome>
}

export interface StoredCredits extends Credits {
  readonly updatedAtMs: number
}

/** What is written beside a change of credits. */
export interface CreditRecord {
  readonly atMs: number
  /** null: spending is what products do all the time, and is not on record one by one. */
  readonly audit: AuditEntry | null
  /** For what the change may raise; greater ones for what is raised later. */
  readonly eventIds: Readonly<Record<CreditEvent['type'], Id>>
}

export type CreditOutcome =
  | {
      readonly kind: 'changed'
      readonly credits: StoredCredits
      readonly raised: readonly CreditEvent['type'][]
    }
  /** `no-balance`: one has to be set before it can be adjusted. Otherwise what stands. */
  | { readonly kind: 'no-balance' }
  | { readonly kind: CreditRefusal; readonly credits: StoredCredits }

/** What was published and what became of it. */
export interface HistoryStore {
  getEvent(workspaceId: Id, eventId: Id): Promise<Event | null>
  getRejectedEvent(workspaceId: Id, eventId: Id): Promise<RejectedEvent | null>
  /** Newest first. */
  listRejectedEvents(workspaceId: Id, page: CursorPage): Promise<RejectedEvent[]>
  /** Newest first. */
  listEvents(workspaceId: Id, filter: EventFilter, page: CursorPage): Promise<Event[]>
  /** Oldest first, those with ids above `after` (null: from the oldest), at most `limit`. */
  listEventsOfChannel(workspaceId: Id, channel: string, page: ChannelPage): Promise<Event[]>
  /** Oldest first: the fan-out, then replays and retries. */
  listDeliveriesOfEvent(workspaceId: Id, eventId: Id): Promise<DeliveryView[]>
  /** Newest first. Deliveries that a node holds in memory may be missing; the engine knows them. */
  listDeliveriesOfWebhook(
    webhook: Pick<Webhook, 'id' | 'workspaceId' | 'laneId'>,
    filter: DeliveryFilter,
    page: CursorPage & { readonly offset: number },
  ): Promise<DeliveryView[]>
  countDeliveriesOfWebhook(
    webhook: Pick<Webhook, 'id' | 'workspaceId' | 'laneId'>,
    filter: DeliveryFilter,
  ): Promise<number>
  /**
   * Newest first, by what no index knows: of the deliveries before `page.before`, a bounded number is
   * looked at. As with `listDeliveriesOfWebhook`, some that a node holds in memory may be missing.
   */
  searchDeliveriesOfWebhook(
    webhook: Pick<Webhook, 'id' | 'workspaceId' | 'laneId'>,
    search: DeliverySearch,
    page: CursorPage,
  ): Promise<FoundDeliveries>
  /** What has ended since `fromMs`, by the hour; an hour in which nothing has is left out. */
  countDeliveriesByHour(webhookIds: readonly Id[], fromMs: number): Promise<HourlyCount[]>
  /** What has ended on all webhooks together; a slot of time in which nothing has is left out. */
  countTraffic(span: TrafficSpan): Promise<TrafficCount[]>
  /** Of those with anything to be ranked by, since the hour of `fromMs`; at most `limit` each. */
  rankWebhooks(fromMs: number, limit: number): Promise<WebhookRanking>
  getDelivery(workspaceId: Id, deliveryId: Id): Promise<DeliveryDetail | null>
  /** Parks new deliveries of events that are in the journal. */
  insertRedeliveries(redeliveries: readonly Redelivery[], audit: AuditEntry): Promise<void>
  /** Makes a scheduled delivery due at `nowMs`. False when it is not scheduled (any more). */
  expedite(workspaceId: Id, deliveryId: Id, nowMs: number, audit: AuditEntry): Promise<boolean>
}

/** Entries with ids below `before` (null: from the newest), at most `limit`. */
export interface CursorPage {
  readonly before: Id | null
  readonly limit: number
}

export interface ChannelPage {
  /** Only events of these types; null: of any. */
  readonly types: readonly string[] | null
  readonly after: Id | null
  readonly limit: number
}

export interface EventFilter {
  readonly type: string | null
  /** Only events that carry this channel; null: whatever they carry. */
  readonly channel: string | null
  /** By the moment in their ids: at `fromMs` or later, and before `toMs`. */
  readonly fromMs: number | null
  readonly toMs: number | null
}

export interface DeliveryFilter {
  /** In any of these states; null: in any at all. A profile may show two states as one. */
  readonly statuses: readonly DeliveryStatus[] | null
}

export interface DeliverySearch extends DeliveryFilter {
  /** Only of events of this type; null: of any. */
  readonly type: string | null
  /** By the moment in their ids: at `fromMs` or later, and before `toMs`. */
  readonly fromMs: number | null
  readonly toMs: number | null
}

export interface FoundDeliveries {
  readonly deliveries: readonly DeliveryView[]
  /** The search goes on before this id; null: there is nothing left to look at. */
  readonly searchedTo: Id | null
}

export interface HourlyCount {
  readonly webhookId: Id
  /** The hour's first moment. */
  readonly hourMs: number
  readonly status: FinalStatus
  readonly deliveries: number
  /** That these deliveries have taken. */
  readonly attempts: number
}

export interface TrafficSpan {
  readonly fromMs: number
  /** Minutes are known of the last two hours alone. */
  readonly by: 'minute' | 'hour'
}

export interface TrafficCount {
  /** The first moment of the minute or hour. */
  readonly startMs: number
  readonly status: FinalStatus
  /**
   * How long the deciding attempt took: an index into `latencyBoundsMs`, one more for longer ones,
   * -1 where there was none.
   */
  readonly bucket: number
  readonly deliveries: number
  readonly attempts: number
}

export interface WebhookRanking {
  /** Those with the most deliveries. */
  readonly busiest: readonly RankedWebhook[]
  /** Those with the most failed deliveries. */
  readonly worst: readonly RankedWebhook[]
}

export interface RankedWebhook {
  readonly webhookId: Id
  readonly workspaceId: Id
  readonly success: number
  readonly failed: number
}

export interface DeliveryView {
  readonly id: Id
  readonly workspaceId: Id
  readonly eventId: Id
  readonly eventType: string
  readonly isTest: boolean
  readonly webhookId: Id
  readonly status: DeliveryStatus
  /** Attempts made so far. */
  readonly attempts: number
  /** The latest one; null before the first, and when it was canceled before the first. */
  readonly lastAttempt: AttemptRecord | null
  /** The status of the latest answer, of whichever attempt; null when no attempt was answered. */
  readonly lastStatus: number | null
  /** Why it ended, where no attempt says it. */
  readonly reason: string | null
  readonly createdAtMs: number
  /** null while pending. */
  readonly finishedAtMs: number | null
  /** When the next attempt is due; null when it has ended or only waits for its lane. */
  readonly nextAttemptAtMs: number | null
  readonly retryOf: Id | null
}

export interface DeliveryDetail extends DeliveryView {
  readonly event: Event
  /** The bytes that failed attempts sent; null when none failed: then they are rendered from the event. */
  readonly body: Uint8Array | null
  /** In order; the last one is `lastAttempt`. */
  readonly allAttempts: readonly AttemptRecord[]
}

export interface Redelivery {
  readonly id: Id
  readonly workspaceId: Id
  readonly eventId: Id
  readonly webhookId: Id
  readonly laneId: Id
  readonly retryOf: Id | null
}

/**
 * What nodes that share a store have to know of each other. A lane that is ordered or has a rate limit
 * is one node's at a time: that node alone gets what is parked in it and what is due of it.
 */
export interface SharedStore {
  /** Workers that are alive, as of the last heartbeat; this node is one of them, if it is a worker. */
  readonly workers: number
  /** Of the workers, one is the first; it does what is to be done by one of them. For a moment two may be. */
  readonly isFirst: boolean
  /**
   * As `claimParked`, of a lane that one node at a time sends for, in the order of commits. If no
   * node does, this one does from now on.
   */
  claimOwned(laneId: Id, limit: number): Promise<OwnedClaim>
  /** This node holds nothing of these lanes any more: others may have them. */
  releaseLanes(laneIds: readonly Id[]): Promise<void>
  /** Tells whoever sends for the lane to look at it. `isDoubt`: what it waits for may have ended. */
  hintLane(laneId: Id, isDoubt: boolean): Promise<void>
  /** What others have told since this was asked the last time. Cheap: to be asked all the time. */
  readNews(): Promise<News>
  /**
   * Calls back when another node may have changed the catalogue. A hint: it may be late, or missing.
   * Ends with the store.
   */
  watchCatalog(onChange: () => void): void
  /**
   * After a {@link NodeLostError}: this process becomes another node, which holds nothing. Claims that
   * were under way have ended when it resolves.
   */
  rejoin(): Promise<void>
  /** What each master key in use has sealed, for this node to unseal. The first node's is kept at once. */
  keyChecks(own: KeyCheck): Promise<readonly string[]>
  /** Call it when this node's keys have unsealed all the others. */
  addKeyCheck(own: KeyCheck): Promise<void>
  /** Nothing is sealed under other keys any more. */
  keepKeyCheck(keyName: string): Promise<void>
}

export interface KeyCheck {
  readonly keyName: string
  readonly sealed: string
}

export interface News {
  readonly lanes: readonly { readonly id: Id; readonly isDoubt: boolean }[]
  /** The inbox has something. */
  readonly hasRaised: boolean
}

/** What a node does beside the path of events. */
export interface UpkeepStore {
  /**
   * The time of the last heartbeat is the store's own affair; a rejection means it was not written.
   * Where the clock was put back since then, what waits for its time is brought forward by as much.
   * Rejects with a {@link NodeLostError} when others have taken over what this node held.
   */
  heartbeat(nowMs: number): Promise<void>
  /** The greatest id of a delivery that has not ended: newer ones follow it, whatever the clock says. */
  newestPending(): Promise<Id | null>
  /**
   * Parks what nodes that are gone still held in memory, and frees the lanes that they alone sent
   * for; the count of deliveries and lanes.
   */
  takeOver(nowMs: number): Promise<number>
  /** Ends as `canceled` up to `limit` deliveries of this webhook that no node holds; the count. */
  cancelWaiting(
    webhook: Pick<Webhook, 'id' | 'laneId'>,
    reason: string,
    nowMs: number,
    limit: number,
  ): Promise<number>
  /**
   * One step of the per-webhook index and the hourly roll-ups, over at most `limit` journal and
   * settle rows. False when it has caught up.
   */
  indexHistory(limit: number): Promise<boolean>
  /** Drops idempotency keys older than a day, at most once a day. */
  turnIdempotency(nowMs: number): Promise<void>
  stats(): Promise<StoreStats>
}

export interface StoreStats {
  readonly parked: number
  readonly scheduled: number
  /** When the oldest delivery that has not ended was made; null when there is none. */
  readonly oldestPendingAtMs: number | null
}

/** `refused`: nothing was written. `unknown`: it may have been, look before you repeat. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly outcome: 'refused' | 'unknown'

  constructor(outcome: 'refused' | 'unknown', message: string, options?: ErrorOptions) {
    super(message, options)
    this.outcome = outcome
  }
}

/** This node was silent for too long: what it held is others' to send. */
export class NodeLostError extends StoreError {
  constructor() {
    super('refused', 'this node was silent for too long, and others have taken over what it held')
  }
}
