import type { FastifyInstance } from 'fastify'
import type { Clock } from '../domain/clock.ts'
import type { EngineGauges } from '../engine/metrics.ts'
import type { Store } from '../stores/store.ts'
import type { StoreStats } from '../stores/upkeep-store.ts'
import type { Metrics } from './metrics.ts'

export interface MetricsSources {
  readonly metrics: Metrics
  readonly gauges: EngineGauges
  readonly store: Pick<Store, 'stats'>
  readonly clock: Clock
}

export function addMetricsRoute(app: FastifyInstance, sources: MetricsSources): void {
  const { metrics, gauges, store, clock } = sources
  app.get('/metrics', async (_request, reply) => {
    const stats = await statsOrNull(store)
    const text = await metrics.render({ gauges, stats, nowMs: clock.nowMs() })
    return reply.type(metrics.contentType).send(text)
  })
}

/** What is counted in memory is told even while the store does not answer. */
async function statsOrNull(store: Pick<Store, 'stats'>): Promise<StoreStats | null> {
  try {
    return await store.stats()
  } catch {
    return null
  }
}
