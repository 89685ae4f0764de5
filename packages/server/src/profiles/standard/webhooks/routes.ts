import type { Route } from '../../../http/route.ts'
import { activateSecretRoute } from './activate-secret.ts'
import { checkUrlRoute } from './check-url.ts'
import { createWebhookRoute } from './create-webhook.ts'
import { diagnoseWebhookRoute } from './diagnose-webhook.ts'
import { deleteWebhookRoute } from './delete-webhook.ts'
import { getWebhookRoute } from './get-webhook.ts'
import { listDeliveriesRoute } from './list-deliveries.ts'
import { listWebhooksRoute } from './list-webhooks.ts'
import { rotateSecretRoute } from './rotate-secret.ts'
import { sendTestRoute } from './send-test.ts'
import { showSecretRoute } from './show-secret.ts'
import { updateWebhookRoute } from './update-webhook.ts'

export const webhookRoutes: readonly Route[] = [
  createWebhookRoute,
  listWebhooksRoute,
  getWebhookRoute,
  updateWebhookRoute,
  deleteWebhookRoute,
  rotateSecretRoute,
  activateSecretRoute,
  showSecretRoute,
  sendTestRoute,
  diagnoseWebhookRoute,
  listDeliveriesRoute,
  checkUrlRoute,
]
