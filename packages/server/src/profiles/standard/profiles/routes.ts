import type { Route } from '../../../http/route.ts'
import { listProfilesRoute } from './list-profiles.ts'

export const profileRoutes: readonly Route[] = [listProfilesRoute]
