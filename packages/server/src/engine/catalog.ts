import type { ApiKey } from '../domain/api-key.ts'
import type { CustomEventType } from '../domain/event-type.ts'
import type { Id } from '../domain/ids.ts'
import type { Operator } from '../domain/operator.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Workspace } from '../domain/workspace.ts'
import type { CatalogChanges } from '../stores/catalog-store.ts'

/**
 * What changes seldom, in memory: a mirror of the store's catalogue at one version.
 * What was deleted is not in it; revoked keys are, so that they can be listed.
 */
export interface Catalog {
  readonly version: number
  workspace(id: Id): Workspace | undefined
  /** Newest first. */
  workspaces(): readonly Workspace[]
  webhook(id: Id): Webhook | undefined
  /** One of the lane's webhooks if the lane is ordered; all of them say the same. */
  orderedWebhook(laneId: Id): Webhook | undefined
  webhooksOfLane(laneId: Id): Iterable<Webhook>
  /** In the order of creation. */
  webhooksOf(workspaceId: Id): readonly Webhook[]
  /** Revoked or not. */
  key(id: Id): ApiKey | undefined
  /** The key with this hash, unless it is revoked. Its expiry is the caller's to check. */
  keyByHash(hash: string): ApiKey | undefined
  /** In the order of creation, revoked ones included. */
  keysOf(workspaceId: Id | null): readonly ApiKey[]
  operator(id: Id): Operator | undefined
  /** By what they sign in with, in whatever capitals. */
  operatorNamed(name: string): Operator | undefined
  /** In the order of creation. */
  operators(): readonly Operator[]
  /** The workspace's own type of that name, else the one known in every workspace. */
  eventType(workspaceId: Id, name: string): CustomEventType | undefined
  /** Those of the workspace, or with null those known in every workspace; by name. */
  eventTypesOf(workspaceId: Id | null): readonly CustomEventType[]
  /** Active webhooks that want an event of this type with these channels. */
  subscribers(workspaceId: Id, type: string, channels: readonly string[]): readonly Webhook[]
}

export interface MutableCatalog extends Catalog {
  apply(changes: CatalogChanges): void
}
