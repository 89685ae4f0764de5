import type { Clock } from '../domain/clock.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import type { IdGenerator } from '../domain/ids.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import type { Sealer } from '../domain/sealer.ts'
import type { TargetRules } from '../egress/target.ts'
import type { Engine } from '../engine/engine.ts'
import type { Store } from '../stores/store.ts'
import type { MasterKeyRotation } from './master-key-rotation.ts'
import type { PasswordWork } from './operators/password-work.ts'
import type { SignInMetrics } from './operators/sign-in.ts'
import type { SignInThrottle } from './operators/sign-in-throttle.ts'

/** What the functions of this folder work with. One for the whole process. */
export interface ManagementContext {
  readonly store: Store
  readonly engine: Engine
  readonly sealer: Sealer
  readonly masterKey: MasterKeyRotation
  readonly passwords: PasswordWork
  readonly signIns: SignInThrottle
  readonly signInMetrics: SignInMetrics
  /** By name, in the order of the registry. */
  readonly profiles: ReadonlyMap<string, ManagedProfile>
  readonly clock: Clock
  readonly ids: IdGenerator
  /** Random bytes from a source that is good for secrets. */
  readonly randomBytes: (length: number) => Uint8Array
  readonly settings: ManagementSettings
  /** Tells the worker of this profile, if it has one, that something may be due now. */
  readonly wakeWorker: (profile: string) => void
  /** Tells the jobs in the background that one was begun or changed. */
  readonly wakeJobs: () => void
}

/** A profile without its REST surface. */
export interface ManagedProfile {
  readonly rules: ProfileRules
  readonly delivery: DeliveryProfile
}

export interface ManagementSettings {
  /** The most bytes that the `data` of an event may have. */
  readonly maxDataBytes: number
  /** What URLs webhooks may have; a profile may be stricter. */
  readonly targetRules: TargetRules
  /** Where browsers reach this server: `https://hooks.example.com`; null: where a request came to. */
  readonly publicUrl: string | null
  /** Whether the operator has set a key, which stands in no store. */
  readonly hasOperatorKey: boolean
}
