/** An address's parameters with others in place of some; an empty text takes one out. */
export function withChanges(params: URLSearchParams, changes: object): URLSearchParams {
  const changed = new URLSearchParams(params)
  for (const [name, value] of Object.entries(changes)) {
    if (value === '' || typeof value !== 'string') changed.delete(name)
    else changed.set(name, value)
  }
  return changed
}
