import type { Event } from './event.ts'
import type { EventType } from './event-type.ts'
import { objectMembers } from './json/object-members.ts'

/** What is named in data is an id; whatever else stands there is no channel. */
const idPattern = /^[\w.:-]{1,64}$/

/**
 * The channels that an event was published to, and those that its data names; see
 * {@link EventType.channelField}.
 *
 * @param types - what the catalogues say of the event's type
 */
export function withNamedChannels(
  { data, channels }: Pick<Event, 'data' | 'channels'>,
  types: readonly Pick<EventType, 'channelField'>[],
): readonly string[] {
  const fields = new Set(types.flatMap(({ channelField }) => channelField ?? []))
  if (fields.size === 0) return channels
  const named = objectMembers(data)
    .filter(([key]) => fields.has(key))
    .map(([, value]): unknown => JSON.parse(value.toString('utf8')))
    .filter((value) => typeof value === 'string' && idPattern.test(value))
  return [...new Set([...channels, ...named.map(String)])]
}
