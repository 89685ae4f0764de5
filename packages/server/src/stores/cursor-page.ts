import type { Id } from '../domain/ids.ts'

/** Entries with ids below `before` (null: from the newest), at most `limit`. */
export interface CursorPage {
  readonly before: Id | null
  readonly limit: number
}
