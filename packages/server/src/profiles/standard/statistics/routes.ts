import type { Route } from '../../../http/route.ts'
import { overviewRoute } from './overview.ts'
import { webhookStatisticsRoute } from './webhook-statistics.ts'

export const statisticsRoutes: readonly Route[] = [overviewRoute, webhookStatisticsRoute]
