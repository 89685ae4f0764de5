export type QueryFields = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * Fills in a path such as `/v1/webhooks/{id}`. Throws a TypeError for a part that would make it
 * another path: `keys.revoke(workspace, '..')` must not reach the workspace itself.
 *
 * @param query - fields that are undefined are left out
 */
export function requestPath(
  template: string,
  params: Readonly<Record<string, string>>,
  query: QueryFields,
): string {
  const path = template.replace(/\{(\w+)\}/g, (_braces, name: string) => {
    const value = params[name]
    if (typeof value !== 'string' || ['', '.', '..'].includes(value)) {
      throw new TypeError(`${name} must be an id or a name, not ${JSON.stringify(value)}`)
    }
    return encodeURIComponent(value)
  })
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) fields.set(name, String(value))
  }
  const search = fields.toString()
  return search === '' ? path : `${path}?${search}`
}
