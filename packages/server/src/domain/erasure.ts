import type { Id } from './ids.ts'

export const erasureScopes = ['workspace', 'subject'] as const
export const erasureStates = ['running', 'done'] as const

/** A job that removes everything of a workspace, or everything about one subject in it. */
export interface Erasure {
  /** Greater than those of the events that it is about. */
  readonly id: Id
  readonly workspaceId: Id
  readonly scope: (typeof erasureScopes)[number]
  /** null: all of the workspace, or what was said of it is gone, and then nobody remembers. */
  readonly subject: string | null
  readonly state: (typeof erasureStates)[number]
  /** What has been removed so far. */
  readonly events: number
  readonly deliveries: number
  readonly createdAtMs: number
  readonly finishedAtMs: number | null
}
