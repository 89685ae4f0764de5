import type { EngineParts } from './engine-parts.ts'
import type { EngineGauges } from './metrics.ts'

/** Reads them from where they are counted, whenever somebody asks. */
export function gaugesOf({
  dispatcher,
  journal,
  health,
}: Pick<EngineParts, 'dispatcher' | 'journal' | 'health'>): EngineGauges {
  return {
    get held() {
      return dispatcher.held
    },
    get inFlight() {
      return dispatcher.inFlight
    },
    get waitingForCommit() {
      return journal.waiting
    },
    get lanes() {
      return dispatcher.lanes
    },
    get openBreakers() {
      return dispatcher.openBreakers
    },
    get failingWebhooks() {
      return health.failing
    },
  }
}
