import type { Route } from '../../../http/route.ts'
import { adjustCreditsRoute } from './adjust-credits.ts'
import { getCreditsRoute } from './get-credits.ts'
import { setCreditsRoute } from './set-credits.ts'

export const creditRoutes: readonly Route[] = [getCreditsRoute, setCreditsRoute, adjustCreditsRoute]
