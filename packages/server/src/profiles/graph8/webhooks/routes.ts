import type { Route } from '../../../http/route.ts'
import { createWebhookRoute } from './create-webhook.ts'
import { deleteWebhookRoute } from './delete-webhook.ts'
import { getWebhookRoute } from './get-webhook.ts'
import { listDeliveriesRoute } from './list-deliveries.ts'
import { listEventTypesRoute } from './list-event-types.ts'
import { listWebhooksRoute } from './list-webhooks.ts'
import { rotateSecretRoute } from './rotate-secret.ts'
import { updateWebhookRoute } from './update-webhook.ts'

/** In the order of the page; a path that is spelled out goes before one with an id in its place. */
export const webhookRoutes: readonly Route[] = [
  listEventTypesRoute,
  listWebhooksRoute,
  createWebhookRoute,
  getWebhookRoute,
  updateWebhookRoute,
  deleteWebhookRoute,
  listDeliveriesRoute,
  rotateSecretRoute,
]
