import type { Event, RejectedEvent } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { CursorPage } from './cursor-page.ts'

/** What was published. */
export interface EventStore {
  getEvent(workspaceId: Id, eventId: Id): Promise<Event | null>
  getRejectedEvent(workspaceId: Id, eventId: Id): Promise<RejectedEvent | null>
  /** Newest first. */
  listRejectedEvents(workspaceId: Id, page: CursorPage): Promise<RejectedEvent[]>
  /** Newest first. */
  listEvents(workspaceId: Id, filter: EventFilter, page: CursorPage): Promise<Event[]>
  /** Of all workspaces, newest first. With a filter a bounded number is looked at for each page. */
  searchEvents(filter: EventFilter, page: CursorPage): Promise<FoundEvents>
  /** Whose an event is, a rejected one too; null: there is none. */
  workspaceOfEvent(eventId: Id): Promise<Id | null>
  /** Oldest first, those with ids above `after` (null: from the oldest), at most `limit`. */
  listEventsOfChannel(workspaceId: Id, channel: string, page: ChannelPage): Promise<Event[]>
}

export interface EventFilter {
  readonly type: string | null
  /** Only events that carry this channel; null: whatever they carry. */
  readonly channel: string | null
  /** By the moment in their ids: at `fromMs` or later, and before `toMs`. */
  readonly fromMs: number | null
  readonly toMs: number | null
}

export interface ChannelPage {
  /** Only events of these types; null: of any. */
  readonly types: readonly string[] | null
  readonly after: Id | null
  readonly limit: number
}

export interface FoundEvents {
  readonly events: readonly Event[]
  /** The search goes on before this id; null: there is nothing left to look at. */
  readonly searchedTo: Id | null
}
