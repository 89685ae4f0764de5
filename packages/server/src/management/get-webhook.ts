import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { ManagementContext } from './management-context.ts'

/** The webhook as this node's catalogue has it. Throws `not_found`. */
export function getWebhook({ engine }: Pick<ManagementContext, 'engine'>, id: Id): Webhook {
  const webhook = engine.catalog.webhook(id)
  if (webhook === undefined) {
    throw new RequestError('not_found', 'There is no such webhook.', { missing: 'webhook' })
  }
  return webhook
}
