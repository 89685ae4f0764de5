import type { Route } from '../../../http/route.ts'
import { webhookStatisticsRoute } from './webhook-statistics.ts'

export const statisticsRoutes: readonly Route[] = [webhookStatisticsRoute]
