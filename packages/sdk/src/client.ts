import { createAuditOperations, type AuditOperations } from './client/audit-operations.ts'
import type { ConnectionOptions } from './client/connection.ts'
import { createDeliveryOperations, type DeliveryOperations } from './client/delivery-operations.ts'
import { createEventOperations, type EventOperations } from './client/event-operations.ts'
import {
  createEventTypeOperations,
  type EventTypeOperations,
} from './client/event-type-operations.ts'
import { createKeyOperations, type KeyOperations } from './client/key-operations.ts'
import { createOperationCaller } from './client/operation-caller.ts'
import { createOperatorOperations, type OperatorOperations } from './client/operator-operations.ts'
import {
  createPortalLinkOperations,
  type PortalLinkOperations,
} from './client/portal-link-operations.ts'
import { createProfileOperations, type ProfileOperations } from './client/profile-operations.ts'
import { createRecoveryOperations, type RecoveryOperations } from './client/recovery-operations.ts'
import { createSessionOperations, type SessionOperations } from './client/session-operations.ts'
import {
  createStatisticsOperations,
  type StatisticsOperations,
} from './client/statistics-operations.ts'
import { createWebhookOperations, type WebhookOperations } from './client/webhook-operations.ts'
import {
  createWorkspaceOperations,
  type WorkspaceOperations,
} from './client/workspace-operations.ts'

export type {
  AcceptedEvent,
  ApiKey,
  AuditEntry,
  Check,
  Delivery,
  DeliveryDetail,
  Error as PublishRefusal,
  Event as PublishedEvent,
  EventDelivery,
  EventType,
  ListedDelivery,
  ListedEvent,
  ListedWorkspace,
  NewEvent,
  Operator,
  Overview,
  PortalLink,
  Profile,
  RankedWebhook,
  Recovery,
  RejectedEvent,
  Session,
  Signature,
  Traffic,
  Webhook,
  WebhookStatistics,
  Workspace,
} from './client/api-types.ts'
export type {
  AuditOperations,
  ConnectionOptions,
  DeliveryOperations,
  EventOperations,
  EventTypeOperations,
  KeyOperations,
  OperatorOperations,
  PortalLinkOperations,
  ProfileOperations,
  RecoveryOperations,
  SessionOperations,
  StatisticsOperations,
  WebhookOperations,
  WorkspaceOperations,
}
export { PosthornError, type PosthornErrorCode } from './client/posthorn-error.ts'

/** A server's API at `/v1`. Calls that fail reject with a {@link PosthornError}. */
export interface PosthornClient {
  readonly events: EventOperations
  readonly webhooks: WebhookOperations
  readonly deliveries: DeliveryOperations
  readonly recoveries: RecoveryOperations
  readonly eventTypes: EventTypeOperations
  readonly workspaces: WorkspaceOperations
  readonly keys: KeyOperations
  readonly operators: OperatorOperations
  readonly portalLinks: PortalLinkOperations
  readonly audit: AuditOperations
  readonly statistics: StatisticsOperations
  readonly profiles: ProfileOperations
  readonly session: SessionOperations
}

/**
 * Throws a TypeError at once for options that can never work, such as an empty key.
 *
 * @example
 * const posthorn = createPosthornClient({ url: 'https://posthorn.example.com', key })
 * await posthorn.events.publish({ type: 'user.created', data: { id: 'user_123' } })
 */
export function createPosthornClient(options: ConnectionOptions): PosthornClient {
  const call = createOperationCaller(options)
  return {
    events: createEventOperations(call),
    webhooks: createWebhookOperations(call),
    deliveries: createDeliveryOperations(call),
    recoveries: createRecoveryOperations(call),
    eventTypes: createEventTypeOperations(call),
    workspaces: createWorkspaceOperations(call),
    keys: createKeyOperations(call),
    operators: createOperatorOperations(call),
    portalLinks: createPortalLinkOperations(call),
    audit: createAuditOperations(call),
    statistics: createStatisticsOperations(call),
    profiles: createProfileOperations(call),
    session: createSessionOperations(call),
  }
}
