import type { Clock } from '../domain/clock.ts'
import type { Notice } from '../domain/health.ts'
import type { Id, IdGenerator } from '../domain/ids.ts'
import type { OperationalType } from '../domain/operational-event.ts'
import { describeFailure } from '../domain/outcome.ts'
import type { Finish } from '../domain/settlement.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Catalog } from './catalog.ts'

/** How ids are spelled in events, as a caller of the API knows them. */
export type FormatId = (kind: 'webhook' | 'delivery' | 'event', id: Id) => string

export interface NoticeDependencies {
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly catalog: Pick<Catalog, 'subscribers' | 'eventType'>
  readonly formatId: FormatId
}

/** What a workspace is told of this webhook; undefined where nobody asks for it. */
export interface OperationalNotices {
  webhookDisabled(webhook: Webhook, reason: string): Notice | undefined
  webhookRecovered(webhook: Webhook): Notice | undefined
  deliveryFailed(webhook: Webhook, settlement: Finish): Notice | undefined
}

export function createOperationalNotices(dependencies: NoticeDependencies): OperationalNotices {
  const { clock, ids, catalog, formatId } = dependencies

  /** Where a workspace has a type of its own by that name, it is its own that is meant. */
  function isAskedFor({ workspaceId }: Webhook, type: OperationalType): boolean {
    if (catalog.eventType(workspaceId, type) !== undefined) return false
    return catalog.subscribers(workspaceId, type, []).length > 0
  }

  function notice(
    webhook: Webhook,
    type: OperationalType,
    data: () => Notice['data'],
  ): Notice | undefined {
    if (!isAskedFor(webhook, type)) return undefined
    const about = { webhook_id: formatId('webhook', webhook.id) }
    return { type, eventId: ids.next(), atMs: clock.nowMs(), data: { ...about, ...data() } }
  }

  return {
    webhookDisabled: (webhook, reason) => notice(webhook, 'webhook.disabled', () => ({ reason })),
    webhookRecovered: (webhook) => notice(webhook, 'webhook.recovered', () => ({})),
    deliveryFailed: (webhook, { delivery, attempts, attempt }) =>
      notice(webhook, 'delivery.failed', () => ({
        delivery_id: formatId('delivery', delivery.id),
        event_id: formatId('event', delivery.event.id),
        event_type: delivery.event.type,
        attempts,
        error: attempt === null ? null : describeFailure(attempt.outcome),
      })),
  }
}
