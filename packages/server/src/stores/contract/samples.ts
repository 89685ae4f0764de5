import { randomFillSync } from 'node:crypto'
import type { ApiKey } from '../../domain/api-key.ts'
import type { AuditEntry } from '../../domain/audit.ts'
import type { AttemptRecord, HeldDelivery } from '../../domain/delivery.ts'
import type { Erasure } from '../../domain/erasure.ts'
import type { CustomEventType } from '../../domain/event-type.ts'
import type { Event, RaisedEvent } from '../../domain/event.ts'
import { createIdGenerator, deliveryIdOf, firstIdAt, type Id } from '../../domain/ids.ts'
import { operatorScopes, type Operator } from '../../domain/operator.ts'
import type { AttemptOutcome } from '../../domain/outcome.ts'
import type { PortalLink } from '../../domain/portal-link.ts'
import type { Recovery } from '../../domain/recovery.ts'
import type { Finish, Settlement } from '../../domain/settlement.ts'
import type { CertificateSummary, SealedTls, Webhook } from '../../domain/webhook.ts'
import type { Workspace } from '../../domain/workspace.ts'
import type { CommitResult, JournalEntry } from '../journal-store.ts'
import type { Store } from '../store.ts'

/** Everything that the suite writes, with what matters to a test set by the test. */

export const startMs = 1_760_000_000_000
let nowMs = startMs

const ids = createIdGenerator({
  // One more millisecond for each id, so that a test can tell them apart by time.
  nowMs: () => nowMs++,
  fillRandom: (bytes) => void randomFillSync(bytes),
})

export const newId = (): Id => ids.next()

export function sampleAudit(fields: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: newId(),
    workspaceId: null,
    atMs: startMs,
    actor: null,
    action: 'test',
    targetId: 'target',
    detail: {},
    ...fields,
  }
}

export function sampleWorkspace(fields: Partial<Workspace> = {}): Workspace {
  return {
    id: newId(),
    name: 'Acme',
    defaultProfile: 'standard',
    openCatalogue: false,
    createdAtMs: startMs,
    updatedAtMs: startMs,
    deletedAtMs: null,
    ...fields,
  }
}

export function sampleWebhook(fields: Partial<Webhook> = {}): Webhook {
  const id = newId()
  return {
    id,
    workspaceId: newId(),
    profile: 'standard',
    url: 'https://example.com/hooks',
    name: null,
    description: '',
    eventTypes: ['user.created', 'user.deleted'],
    channels: [],
    state: 'active',
    stateReason: null,
    laneId: id,
    ordered: false,
    secrets: [{ id: newId(), sealed: 'sealed', createdAtMs: startMs, expiresAtMs: null }],
    retryDelaysMs: null,
    rateLimit: null,
    profileData: null,
    customHeaders: null,
    tls: null,
    createdAtMs: startMs,
    updatedAtMs: startMs,
    createdBy: null,
    ...fields,
  }
}

export const sampleCertificate: CertificateSummary = {
  subject: 'CN=Zoë, O=Acme',
  fingerprint: 'AB:CD',
  expiresAtMs: startMs + 1,
}

export const sampleTls: SealedTls = { clientCertificate: null, authorities: [], sealed: 'tls' }

export function sampleEventType(fields: Partial<CustomEventType> = {}): CustomEventType {
  return {
    name: 'user.created',
    workspaceId: null,
    description: 'A user was created',
    schema: null,
    example: null,
    createdAtMs: startMs,
    updatedAtMs: startMs,
    deletedAtMs: null,
    ...fields,
  }
}

export function sampleOperator(fields: Partial<Operator> = {}): Operator {
  const id = newId()
  return {
    kind: 'operator',
    id,
    workspaceId: null,
    scopes: operatorScopes,
    name: `operator ${id}`,
    passwordHash: `hash of ${id}`,
    passwordChangedAtMs: startMs,
    createdAtMs: startMs,
    updatedAtMs: startMs,
    deletedAtMs: null,
    ...fields,
  }
}

export function sampleKey(fields: Partial<ApiKey> = {}): ApiKey {
  const id = newId()
  return {
    kind: 'key',
    id,
    workspaceId: null,
    name: 'key',
    hash: id.repeat(2),
    preview: 'abcd',
    scopes: ['publish', 'read'],
    createdAtMs: startMs,
    createdBy: null,
    expiresAtMs: null,
    revokedAtMs: null,
    deletedAtMs: null,
    ...fields,
  }
}

export function sampleRecovery(fields: Partial<Recovery> = {}): Recovery {
  return {
    id: newId(),
    workspaceId: newId(),
    webhookId: newId(),
    state: 'running',
    reason: null,
    status: 'any',
    types: null,
    sinceMs: startMs,
    untilMs: startMs + 1_000_000,
    cursor: firstIdAt(fields.sinceMs ?? startMs),
    examined: 0,
    queued: 0,
    createdAtMs: startMs,
    updatedAtMs: startMs,
    createdBy: null,
    ...fields,
  }
}

export function samplePortalLink(fields: Partial<PortalLink> = {}): PortalLink {
  return {
    id: newId(),
    workspaceId: newId(),
    createdBy: { kind: 'key', id: newId() },
    capabilities: ['read', 'replay'],
    frameAncestors: ['https://app.example.com'],
    brand: { name: 'Ücme', logoUrl: null, color: '#112233' },
    secretHash: 'a'.repeat(64),
    sessionHash: null,
    createdAtMs: startMs,
    expiresAtMs: startMs + 1000,
    usedAtMs: null,
    revokedAtMs: null,
    ...fields,
  }
}

export function sampleErasure(fields: Partial<Erasure> = {}): Erasure {
  return {
    id: newId(),
    workspaceId: newId(),
    scope: 'workspace',
    subject: null,
    state: 'running',
    events: 0,
    deliveries: 0,
    createdAtMs: startMs,
    finishedAtMs: null,
    ...fields,
  }
}

export function sampleEvent(fields: Partial<Event> = {}): Event {
  return {
    id: newId(),
    workspaceId: newId(),
    type: 'user.created',
    data: bytesOf('{"name":"Zoë"}'),
    channels: [],
    subject: null,
    occurredAtMs: startMs - 5,
    acceptedAtMs: startMs,
    isTest: false,
    ...fields,
  }
}

export function raisedEvent(fields: Partial<RaisedEvent> = {}): RaisedEvent {
  return { ...sampleEvent(fields), isTest: false }
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** An entry for the journal, with one delivery for each webhook. */
export function entryOf(
  event: Event,
  webhooks: readonly Pick<Webhook, 'id' | 'laneId'>[],
  state: 'held' | 'parked' = 'held',
): JournalEntry {
  const targets = webhooks.map(({ id, laneId }, index) => ({
    deliveryId: deliveryIdOf(event.id, index + 1),
    webhookId: id,
    laneId,
    state,
  }))
  return { event, idempotency: null, inboxSeq: null, targets }
}

/** The deliveries of an entry, as the node that journals them holds them. */
export function heldOf({ event, targets }: JournalEntry): HeldDelivery[] {
  return targets.map((target) => ({
    id: target.deliveryId,
    event,
    webhookId: target.webhookId,
    laneId: target.laneId,
    attempts: 0,
    body: null,
    retryOf: null,
  }))
}

export function sampleAttempt(number: number, outcome: AttemptOutcome): AttemptRecord {
  return {
    number,
    startedAtMs: startMs + number,
    durationMs: 12.5,
    requestHeaders: 'content-type: application/json\nx-event-type: user.created',
    outcome,
  }
}

export const answered = (status: number): AttemptOutcome => ({
  kind: 'answered',
  status,
  headers: status < 300 ? '' : 'server: test',
  body: bytesOf(`answer ${status}`),
  truncated: false,
  retryAfter: null,
})

export function finished(delivery: HeldDelivery, status: 'success' | 'failed'): Finish {
  const number = delivery.attempts + 1
  return {
    kind: 'finish',
    delivery,
    status,
    attempts: number,
    attempt: sampleAttempt(number, answered(status === 'success' ? 200 : 500)),
    reason: null,
    finishedAtMs: startMs + 1000,
  }
}

export function retried(
  delivery: HeldDelivery,
  dueAtMs: number,
): Extract<Settlement, { kind: 'retry' }> {
  const attempt = sampleAttempt(delivery.attempts + 1, answered(500))
  return { kind: 'retry', delivery, attempt, dueAtMs, body: bytesOf('the body') }
}

/** Commits with the catalogue's current version. */
export async function commit(
  store: Store,
  publishes: readonly JournalEntry[],
  settlements: readonly Settlement[] = [],
): Promise<Extract<CommitResult, { kind: 'committed' }>> {
  const { version } = await store.catalogChanges(0)
  const result = await store.commit({ catalogVersion: version, publishes, settlements })
  if (result.kind !== 'committed') throw new Error('the catalogue changed during the test')
  return result
}

/** Journals one delivery that this node holds. */
export async function journalOne(
  store: Store,
  webhook: Webhook,
  fields: Partial<Event> = {},
): Promise<HeldDelivery> {
  const event = sampleEvent({ workspaceId: webhook.workspaceId, ...fields })
  const entry = entryOf(event, [webhook])
  await commit(store, [entry])
  return onlyOne(heldOf(entry))
}

export function onlyOne<Item>(items: readonly Item[]): Item {
  const [item] = items
  if (item === undefined || items.length !== 1) throw new Error(`${items.length} items, not one`)
  return item
}

/** Steps until there is nothing left to index. */
export async function indexAll(store: Store): Promise<void> {
  while (await store.indexHistory(10)) continue
}
