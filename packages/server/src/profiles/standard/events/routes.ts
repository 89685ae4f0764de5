import type { Route } from '../../../http/route.ts'
import { getEventRoute } from './get-event.ts'
import { listEventsRoute } from './list-events.ts'
import { listRejectedEventsRoute } from './list-rejected-events.ts'
import { publishBatchRoute } from './publish-batch.ts'
import { publishEventRoute } from './publish-event.ts'
import { replayEventRoute } from './replay-event.ts'
import { streamEventsRoute } from './stream-events.ts'

export const eventRoutes: readonly Route[] = [
  publishEventRoute,
  publishBatchRoute,
  listEventsRoute,
  streamEventsRoute,
  getEventRoute,
  listRejectedEventsRoute,
  replayEventRoute,
]
