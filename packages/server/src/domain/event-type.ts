import type { Id } from './ids.ts'

/** An entry of a catalogue. */
export interface EventType {
  /** Segments of letters, digits and `_`, joined by full stops: `user.created`. */
  readonly name: string
  readonly description: string
  /** JSON Schema 2020-12 that `data` has to fit; null: anything fits. */
  readonly schema: object | null
  /** An example of `data`; sent by the test button. */
  readonly example: object | null
  /**
   * A member of `data` whose text is one more channel of the event, so that webhooks can ask for
   * what it names; absent: none.
   */
  readonly channelField?: string
}

/** A type that an operator or a workspace added to what the profiles know. */
export interface CustomEventType extends EventType {
  /** null: known in every workspace. */
  readonly workspaceId: Id | null
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly deletedAtMs: number | null
}

export const eventTypeNamePattern = '^[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*$'
export const longestEventTypeName = 128
