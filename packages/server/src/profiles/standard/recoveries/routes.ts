import type { Route } from '../../../http/route.ts'
import { changeRecoveryRoutes } from './change-recovery.ts'
import { getRecoveryRoute } from './get-recovery.ts'
import { listRecoveriesRoute } from './list-recoveries.ts'
import { recoverWebhookRoute } from './recover-webhook.ts'

export const recoveryRoutes: readonly Route[] = [
  recoverWebhookRoute,
  listRecoveriesRoute,
  getRecoveryRoute,
  ...changeRecoveryRoutes,
]
