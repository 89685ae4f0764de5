import type { Route } from '../../../http/route.ts'
import { createWebhookRoute } from './create-webhook.ts'
import { deleteWebhookRoute } from './delete-webhook.ts'
import { getWebhooksRoute } from './get-webhooks.ts'
import { listDeliveriesRoute } from './list-deliveries.ts'
import { sendTestRoute } from './send-test.ts'
import { updateWebhookRoute } from './update-webhook.ts'

export const webhookRoutes: readonly Route[] = [
  getWebhooksRoute,
  createWebhookRoute,
  updateWebhookRoute,
  deleteWebhookRoute,
  sendTestRoute,
  listDeliveriesRoute,
]
