import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Event } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Redelivery } from '../stores/delivery-store.ts'
import { auditEntry } from './audit-entry.ts'
import { getEvent } from './get-event.ts'
import type { ManagementContext } from './management-context.ts'
import { getsEvents, rulesOfWebhook } from './served-webhook.ts'

export interface EventReplay {
  readonly workspaceId: Id
  readonly eventId: Id
  /** null: every active webhook that wants it now. An id that is null names no webhook. */
  readonly webhookIds: readonly (Id | null)[] | null
}

export interface ReplayedEvent {
  readonly event: Event
  /** One for each webhook, in its order. */
  readonly redeliveries: readonly Redelivery[]
}

/**
 * Sends an event once more, under its own id. It goes only to webhooks that would get it today:
 * types and channels are a promise to receivers, which a replay keeps too.
 *
 * Throws `not_found`, `validation_error` for a webhook that does not want it, `conflict` for one
 * that is not active or whose profile is not enabled, and for test events.
 */
export async function replayEvent(
  context: ManagementContext,
  { workspaceId, eventId, webhookIds }: EventReplay,
  actor: Actor | null,
): Promise<ReplayedEvent> {
  const event = await getEvent(context, workspaceId, eventId)
  if (event.isTest) {
    throw new RequestError('conflict', 'A test event is not replayed. Send a new test.')
  }
  const wanting = context.engine.catalog
    .subscribers(workspaceId, event.type, event.channels)
    .filter((webhook) => getsEvents(context, webhook))
  const webhooks =
    webhookIds === null ? wanting : chosenWebhooks(context, { event, wanting, webhookIds })
  const redeliveries = webhooks.map((webhook) => ({
    id: context.ids.next(),
    workspaceId,
    eventId,
    webhookId: webhook.id,
    laneId: webhook.laneId,
    retryOf: null,
  }))
  if (redeliveries.length === 0) return { event, redeliveries }
  const audit = auditEntry(context, {
    workspaceId,
    actor,
    action: 'event.replay',
    targetId: eventId,
    detail: { deliveries: redeliveries.length },
  })
  await context.store.insertRedeliveries(redeliveries, audit)
  for (const laneId of new Set(webhooks.map((webhook) => webhook.laneId))) {
    context.engine.wakeLane(laneId)
  }
  return { event, redeliveries }
}

interface Choice {
  readonly event: Event
  readonly wanting: readonly Webhook[]
  readonly webhookIds: readonly (Id | null)[]
}

function chosenWebhooks(context: ManagementContext, choice: Choice): Webhook[] {
  const chosen = choice.webhookIds.map((id, index) =>
    chosenWebhook(context, choice, { id, field: `webhooks[${index}]` }),
  )
  return [...new Set(chosen)]
}

function chosenWebhook(
  context: ManagementContext,
  { event, wanting }: Choice,
  { id, field }: { readonly id: Id | null; readonly field: string },
): Webhook {
  const webhook = id === null ? undefined : context.engine.catalog.webhook(id)
  if (webhook === undefined || webhook.workspaceId !== event.workspaceId) {
    throw new RequestError('validation_error', `\`${field}\` names no webhook.`, { field })
  }
  rulesOfWebhook(context, webhook)
  if (webhook.state !== 'active') {
    throw new RequestError('conflict', `\`${field}\` is ${webhook.state}. Switch it on first.`, {
      field,
    })
  }
  if (wanting.includes(webhook)) return webhook
  throw new RequestError(
    'validation_error',
    `\`${field}\` does not want this event: its types or channels do not fit.`,
    { field },
  )
}
