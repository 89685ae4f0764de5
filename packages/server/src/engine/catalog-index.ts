import type { ApiKey } from '../domain/api-key.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import type { CustomEventType } from '../domain/event-type.ts'
import type { Id } from '../domain/ids.ts'
import { operatorNameKey, type Operator } from '../domain/operator.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Workspace } from '../domain/workspace.ts'
import type { CatalogChanges } from '../stores/catalog-store.ts'
import type { MutableCatalog } from './catalog.ts'
import { createSubscriptions } from './subscriptions.ts'

/** What a profile's webhooks can get at all. */
type ProfileTypes = ReadonlyMap<string, Pick<DeliveryProfile, 'eventTypes'>>

/** The catalogue as maps, kept current by applying what changed. */
export function createCatalog(profiles: ProfileTypes = new Map()): MutableCatalog {
  let version = 0
  const workspaces = new Map<Id, Workspace>()
  const webhooks = new Map<Id, Webhook>()
  const webhookIds = new Map<Id, Set<Id>>()
  const orderedLanes = new Map<Id, Map<Id, Webhook>>()
  const keys = new Map<Id, ApiKey>()
  const keysByHash = new Map<string, ApiKey>()
  const operators = new Map<Id, Operator>()
  const eventTypes = new Map<Id | null, Map<string, CustomEventType>>()
  const subscriptions = createSubscriptions(
    webhooksOf,
    ({ profile }, type) => profiles.get(profile)?.eventTypes?.has(type) ?? true,
  )

  function webhooksOf(workspaceId: Id): Webhook[] {
    const found: Webhook[] = []
    for (const id of webhookIds.get(workspaceId) ?? []) {
      const webhook = webhooks.get(id)
      if (webhook !== undefined) found.push(webhook)
    }
    return found
  }

  function applyOrder(webhook: Webhook): void {
    const { id, laneId, ordered, state } = webhook
    const inLane = orderedLanes.get(laneId)
    if (ordered && state !== 'deleted') {
      if (inLane === undefined) orderedLanes.set(laneId, new Map([[id, webhook]]))
      else inLane.set(id, webhook)
    } else if (inLane?.delete(id) === true && inLane.size === 0) orderedLanes.delete(laneId)
  }

  function applyWebhook(webhook: Webhook): void {
    subscriptions.forget(webhook.workspaceId)
    applyOrder(webhook)
    if (webhook.state === 'deleted') {
      webhooks.delete(webhook.id)
      webhookIds.get(webhook.workspaceId)?.delete(webhook.id)
      return
    }
    webhooks.set(webhook.id, webhook)
    const ids = webhookIds.get(webhook.workspaceId)
    if (ids === undefined) webhookIds.set(webhook.workspaceId, new Set([webhook.id]))
    else ids.add(webhook.id)
  }

  function applyKey(key: ApiKey): void {
    if (key.deletedAtMs === null) keys.set(key.id, key)
    else keys.delete(key.id)
    if (key.revokedAtMs === null) keysByHash.set(key.hash, key)
    else keysByHash.delete(key.hash)
  }

  function applyEventType(eventType: CustomEventType): void {
    const { workspaceId, name } = eventType
    const known = eventTypes.get(workspaceId) ?? new Map<string, CustomEventType>()
    eventTypes.set(workspaceId, known)
    if (eventType.deletedAtMs === null) known.set(name, eventType)
    else known.delete(name)
  }

  return {
    get version() {
      return version
    },
    workspace: (id) => workspaces.get(id),
    workspaces: () => [...workspaces.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)),
    webhook: (id) => webhooks.get(id),
    orderedWebhook: (laneId) => orderedLanes.get(laneId)?.values().next().value,
    webhooksOfLane(laneId) {
      // Only ordered lanes are shared; otherwise a lane is its webhook's own.
      const webhook = webhooks.get(laneId)
      return orderedLanes.get(laneId)?.values() ?? (webhook === undefined ? [] : [webhook])
    },
    webhooksOf,
    key: (id) => keys.get(id),
    keyByHash: (hash) => keysByHash.get(hash),
    keysOf: (workspaceId) => [...keys.values()].filter((key) => key.workspaceId === workspaceId),
    operator: (id) => operators.get(id),
    // There are a handful of them.
    operatorNamed: (name) =>
      [...operators.values()].find(
        (other) => operatorNameKey(other.name) === operatorNameKey(name),
      ),
    operators: () => [...operators.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    eventType: (workspaceId, name) =>
      eventTypes.get(workspaceId)?.get(name) ?? eventTypes.get(null)?.get(name),
    eventTypesOf: (workspaceId) =>
      [...(eventTypes.get(workspaceId)?.values() ?? [])].toSorted((a, b) =>
        a.name < b.name ? -1 : 1,
      ),
    subscribers: (workspaceId, type, channels) => subscriptions.find(workspaceId, type, channels),
    apply(changes: CatalogChanges) {
      for (const workspace of changes.workspaces) {
        if (workspace.deletedAtMs === null) workspaces.set(workspace.id, workspace)
        else workspaces.delete(workspace.id)
      }
      for (const webhook of changes.webhooks) applyWebhook(webhook)
      for (const key of changes.keys) applyKey(key)
      for (const operator of changes.operators) {
        if (operator.deletedAtMs === null) operators.set(operator.id, operator)
        else operators.delete(operator.id)
      }
      for (const eventType of changes.eventTypes) applyEventType(eventType)
      version = changes.version
    },
  }
}
