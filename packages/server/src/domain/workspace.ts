import type { Id } from './ids.ts'

/** A tenant: one customer organization of the product that runs Posthorn. */
export interface Workspace {
  readonly id: Id
  readonly name: string
  /** The profile of webhooks that are created through `/v1` without naming one. */
  readonly defaultProfile: string
  /** True: events of types that no catalogue knows are accepted. */
  readonly openCatalogue: boolean
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** The row stays as a tombstone so that every node hears of it. */
  readonly deletedAtMs: number | null
}
