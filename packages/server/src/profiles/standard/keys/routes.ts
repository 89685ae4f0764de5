import type { Route } from '../../../http/route.ts'
import { createKeyRoute } from './create-key.ts'
import { createServerKeyRoute } from './create-server-key.ts'
import { listKeysRoute } from './list-keys.ts'
import { listServerKeysRoute } from './list-server-keys.ts'
import { revokeKeyRoute } from './revoke-key.ts'
import { revokeServerKeyRoute } from './revoke-server-key.ts'

export const keyRoutes: readonly Route[] = [
  createKeyRoute,
  listKeysRoute,
  revokeKeyRoute,
  createServerKeyRoute,
  listServerKeysRoute,
  revokeServerKeyRoute,
]
