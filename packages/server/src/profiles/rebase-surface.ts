import type { Surface } from '../http/surface.ts'

/**
 * The same API under another path: `/api/v1/webhooks` rebased to `/acme/v1` is `/acme/v1/webhooks`.
 * What its own documents say of paths holds with the new beginning.
 */
export function rebaseSurface(surface: Surface, root: string): Surface {
  const rebase = (path: string): string => root + path.slice(surface.root.length)
  return {
    ...surface,
    root,
    basePaths: surface.basePaths.map(rebase),
    routes: surface.routes.map((route) => ({ ...route, path: rebase(route.path) })),
  }
}
