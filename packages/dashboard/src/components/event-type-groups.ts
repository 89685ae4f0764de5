import type { EventType } from '@posthorn/sdk/client'

type NamedType = Pick<EventType, 'name' | 'description'>

export interface TypeGroup {
  /** What the names have before the first full stop: `invoice`. */
  readonly name: string
  readonly types: readonly NamedType[]
}

/**
 * By what they are about, in the order of their names.
 *
 * @param chosen - types that are chosen are there even if the catalogue has them no more
 */
export function groupsOf(types: readonly NamedType[], chosen: readonly string[]): TypeGroup[] {
  const known = new Set(types.map(({ name }) => name))
  const gone = chosen
    .filter((name) => name !== '*' && !known.has(name))
    .map((name) => ({ name, description: 'Not in the catalogue any more' }))
  const groups = new Map<string, NamedType[]>()
  for (const type of [...types, ...gone].toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const [group = ''] = type.name.split('.', 1)
    groups.set(group, [...(groups.get(group) ?? []), type])
  }
  return Array.from(groups, ([name, members]) => ({ name, types: members }))
}
