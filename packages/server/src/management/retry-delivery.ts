import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { DeliveryDetail } from '../stores/delivery-store.ts'
import { auditEntry } from './audit-entry.ts'
import { getDelivery } from './get-delivery.ts'
import type { ManagementContext } from './management-context.ts'
import { rulesOfWebhook } from './served-webhook.ts'

/**
 * Sends a delivery again. One that waits for its next attempt is made due now; for one that has
 * ended there is a new one, which names it in `retryOf`.
 *
 * Throws `not_found`, and `conflict` when it is on its way already, when its webhook takes nothing,
 * or when it was a test.
 *
 * @returns the delivery to look at: the same or the new one
 */
export async function retryDelivery(
  context: ManagementContext,
  { workspaceId, deliveryId }: { readonly workspaceId: Id; readonly deliveryId: Id },
  actor: Actor | null,
): Promise<DeliveryDetail> {
  const delivery = await getDelivery(context, workspaceId, deliveryId)
  if (delivery.isTest) {
    throw new RequestError('conflict', 'A test is not sent again. Send a new one.')
  }
  const webhook = activeWebhook(context, delivery.webhookId)
  const repeated =
    delivery.status === 'pending'
      ? await expedite(context, delivery, actor)
      : await redeliver(context, { delivery, webhook }, actor)
  return getDelivery(context, workspaceId, repeated)
}

function activeWebhook(context: ManagementContext, id: Id): Webhook {
  const webhook = context.engine.catalog.webhook(id)
  if (webhook === undefined) {
    throw new RequestError('conflict', 'The webhook of this delivery was deleted.')
  }
  rulesOfWebhook(context, webhook)
  if (webhook.state === 'active') return webhook
  throw new RequestError(
    'conflict',
    `The webhook of this delivery is ${webhook.state}. Switch it on, then retry.`,
  )
}

async function expedite(
  context: ManagementContext,
  { id, workspaceId }: DeliveryDetail,
  actor: Actor | null,
): Promise<Id> {
  const nowMs = context.clock.nowMs()
  const audit = auditEntry(context, {
    workspaceId,
    actor,
    action: 'delivery.retry',
    targetId: id,
    detail: {},
  })
  if (!(await context.store.expedite(workspaceId, id, nowMs, audit))) {
    throw new RequestError(
      'conflict',
      'This delivery is on its way at this moment. Look at it again in a few seconds.',
    )
  }
  context.engine.wakeAt(nowMs)
  return id
}

async function redeliver(
  context: ManagementContext,
  { delivery, webhook }: { readonly delivery: DeliveryDetail; readonly webhook: Webhook },
  actor: Actor | null,
): Promise<Id> {
  const id = context.ids.next()
  const { workspaceId, eventId, id: retryOf } = delivery
  const { laneId } = webhook
  const audit = auditEntry(context, {
    workspaceId,
    actor,
    action: 'delivery.retry',
    targetId: retryOf,
    detail: { newDeliveryId: id },
  })
  await context.store.insertRedeliveries(
    [{ id, workspaceId, eventId, webhookId: webhook.id, laneId, retryOf }],
    audit,
  )
  context.engine.wakeLane(laneId)
  return id
}
