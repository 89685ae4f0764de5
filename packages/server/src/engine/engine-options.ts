import type { Clock } from '../domain/clock.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import type { IdGenerator } from '../domain/ids.ts'
import type { SchemaValidator } from '../domain/schema-validator.ts'
import type { Sealer } from '../domain/sealer.ts'
import type { Sender } from '../domain/sender.ts'
import type { Store } from '../stores/store.ts'
import type { DispatchLimits } from './dispatcher.ts'
import type { EngineMetrics } from './metrics.ts'
import type { FormatId } from './operational-notices.ts'
import type { ProfileTypes } from './publisher.ts'
import type { WaitingLimits } from './waiting-room.ts'

export interface EngineOptions {
  readonly store: Store
  /** False: this node takes events, and leaves the sending to others. */
  readonly isWorker: boolean
  readonly clock: Clock
  readonly random: () => number
  readonly ids: IdGenerator
  readonly sender: Sender
  readonly sealer: Sealer
  readonly schemas: SchemaValidator
  readonly profiles: ReadonlyMap<string, DeliveryProfile>
  /** What the enabled profiles' catalogues say of each type, by its name. */
  readonly profileTypes: ProfileTypes
  readonly formatId: FormatId
  readonly metrics: EngineMetrics
  /** How often to look for events that were raised elsewhere. */
  readonly wakeInboxEveryMs: number
  readonly limits: DispatchLimits & WaitingLimits
  /** Divides every retry delay; 1 outside `posthorn dev`. */
  readonly retrySpeedup: number
  /** Something failed that is tried again; for the log. */
  readonly onError: (error: unknown, doing: string) => void
}
