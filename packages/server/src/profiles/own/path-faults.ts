import type { ProfileDefinition } from '../profile-definition.ts'

/** The first segments of what the server itself answers, and of what it may come to answer. */
const reservedSegments: ReadonlySet<string> = new Set([
  'assets',
  'dashboard',
  'docs',
  'favicon.ico',
  'inbox',
  'livez',
  'llms.txt',
  'metrics',
  'openapi.json',
  'portal',
  'readyz',
  'robots.txt',
])

/**
 * What keeps a profile's API from being mounted beside the others', as the end of a sentence; null
 * when nothing does. Requests are told apart by their paths alone, so no path may lie in another's.
 */
export function pathFault(
  { surface }: Pick<ProfileDefinition, 'surface'>,
  others: readonly Pick<ProfileDefinition, 'name' | 'surface'>[],
): string | null {
  for (const path of surface?.basePaths ?? []) {
    const [, segment = ''] = path.split('/')
    if (reservedSegments.has(segment)) return `but /${segment} is the server’s own.`
    for (const other of others) {
      const met = other.surface?.basePaths.find((theirs) => meet(path, theirs))
      if (met === undefined) continue
      return `which puts ${path} where the profile ${other.name} has ${met}.`
    }
  }
  return null
}

/** Routers ignore no case, but people do. */
function meet(one: string, other: string): boolean {
  const [a, b] = [`${one.toLowerCase()}/`, `${other.toLowerCase()}/`]
  return a.startsWith(b) || b.startsWith(a)
}
