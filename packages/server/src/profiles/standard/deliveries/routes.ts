import type { Route } from '../../../http/route.ts'
import { findDeliveriesRoute } from './find-deliveries.ts'
import { getDeliveryRoute } from './get-delivery.ts'
import { retryDeliveryRoute } from './retry-delivery.ts'

export const deliveryRoutes: readonly Route[] = [
  findDeliveriesRoute,
  getDeliveryRoute,
  retryDeliveryRoute,
]
