import type { Caller } from '../../../domain/caller.ts'
import { parsePublicId } from '../../../http/public-ids.ts'
import type { Call } from '../../../http/route.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { getDelivery } from '../../../management/get-delivery.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { DeliveryDetail } from '../../../stores/delivery-store.ts'
import { isKnownTo } from '../webhooks/webhook-schema.ts'
import { workspaceNamed } from '../workspace-query.ts'

type Named = Pick<
  Call<{ readonly id: string }, { readonly workspace?: string }, unknown, Caller>,
  'caller' | 'surface' | 'params' | 'query'
>

/** The delivery that a path names. Throws `not_found`. */
export async function findDelivery(
  { caller, surface, params, query }: Named,
  context: ManagementContext,
): Promise<DeliveryDetail> {
  const { catalog } = context.engine
  const workspace = workspaceNamed(caller, query.workspace, catalog)
  const id = parsePublicId('delivery', params.id)
  if (id === null) throw notFound('delivery')
  const delivery = await getDelivery(context, workspace.id, id)
  if (surface.knowsAllProfiles === true) return delivery
  const webhook = catalog.webhook(delivery.webhookId)
  if (webhook === undefined || !isKnownTo(surface, webhook)) throw notFound('delivery')
  return delivery
}
