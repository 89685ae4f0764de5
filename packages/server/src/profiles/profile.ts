import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import type { Surface } from '../http/surface.ts'
import type { ProfileWorker, WorkerContext } from './profile-worker.ts'

/**
 * How a product speaks webhooks. Parts that know nothing of each other: what it lays down for its
 * webhooks (read by `management/`), how it delivers (read by the engine), the REST API that its
 * customers know (mounted by `api/`), and what it does by itself (started by the composition root).
 *
 * A profile holds no state and reads no environment. All profiles share a server, so the base
 * paths of two surfaces never meet.
 */
export interface Profile {
  readonly rules: ProfileRules
  readonly delivery: DeliveryProfile
  /** null: its webhooks are made through `/v1` alone. */
  readonly surface: Surface | null
  /** null: it does nothing by itself. */
  readonly createWorker: ((context: WorkerContext) => ProfileWorker) | null
}

/** By name, in the order in which catalogues are listed. */
export type ProfileRegistry = ReadonlyMap<string, Profile>

/** Throws when two profiles have one name, or a profile's parts are not of one name. */
export function createProfileRegistry(profiles: readonly Profile[]): ProfileRegistry {
  const registry = new Map<string, Profile>()
  for (const profile of profiles) {
    const { name } = profile.rules
    if (profile.delivery.name !== name) {
      throw new Error(`Profile ${name} delivers under another name, ${profile.delivery.name}.`)
    }
    if (registry.has(name)) throw new Error(`Two profiles are named ${name}.`)
    registry.set(name, profile)
  }
  return registry
}
