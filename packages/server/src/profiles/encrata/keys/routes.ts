import type { Route } from '../../../http/route.ts'
import { createKeyRoute } from './create-key.ts'
import { listKeysRoute } from './list-keys.ts'
import { revokeKeyRoute } from './revoke-key.ts'

export const keyRoutes: readonly Route[] = [listKeysRoute, createKeyRoute, revokeKeyRoute]
