import type { Route } from '../../../http/route.ts'
import { getMasterKeyRoute } from './get-master-key.ts'
import { rotateMasterKeyRoute } from './rotate-master-key.ts'

export const masterKeyRoutes: readonly Route[] = [getMasterKeyRoute, rotateMasterKeyRoute]
