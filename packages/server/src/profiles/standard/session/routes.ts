import type { Route } from '../../../http/route.ts'
import { closeSessionRoute } from './close-session.ts'
import { getSessionRoute } from './get-session.ts'
import { openSessionRoute } from './open-session.ts'

export const sessionRoutes: readonly Route[] = [
  openSessionRoute,
  getSessionRoute,
  closeSessionRoute,
]
