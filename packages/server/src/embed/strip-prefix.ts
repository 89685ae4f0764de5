/**
 * The path that the surface knows, query included. A path that is not below the prefix stays as it
 * is, and is answered as unknown.
 */
export function stripPrefix(path: string, prefix: string): string {
  if (prefix === '' || !path.startsWith(prefix)) return path
  const rest = path.slice(prefix.length)
  if (rest.startsWith('/')) return rest
  return rest === '' || rest.startsWith('?') ? `/${rest}` : path
}
