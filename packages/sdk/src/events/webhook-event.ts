/** An event as it arrives: the JSON object that is a delivery's body. */
export interface WebhookEvent<Type extends string = string, Data = unknown> {
  /** The same for every repeat of the event, such as `evt_01h…`. */
  readonly id: string
  readonly type: Type
  /** When it happened, in RFC 3339: `2026-01-15T12:30:00Z`. */
  readonly created_at: string
  readonly data: Data
}

/**
 * The union of the events in a map from type to data, so that `event.type` narrows `event.data`.
 *
 * @example
 * type Events = { 'user.created': { id: string; name: string }; 'user.deleted': { id: string } }
 * type Event = WebhookEventOf<Events>
 */
export type WebhookEventOf<Events extends object> = {
  [Type in keyof Events & string]: WebhookEvent<Type, Events[Type]>
}[keyof Events & string]

/** The map of someone who has none: any type, unknown data. */
export type AnyEvents = Record<string, unknown>
