/** `All events`, `user.created`, `user.created and 3 more`. */
export function describeEvents(events: readonly string[]): string {
  const [first = '', ...others] = events
  if (events.includes('*')) return 'All events'
  return others.length === 0 ? first : `${first} and ${others.length} more`
}
