import { useState } from 'react'
import type { PageTurnerProps } from './page-turner.tsx'

export interface Cursors {
  /** Where the page that is shown begins; null: at the newest. */
  readonly cursor: string | null
  readonly isFirst: boolean
  /** @param next - where the next page begins; null: there is none, or it is not known yet */
  readonly turner: (next: string | null) => Pick<PageTurnerProps, 'onBack' | 'onOn' | 'children'>
}

/** A way through a list that is read from cursor to cursor, and back. */
export function useCursors(): Cursors {
  // Where each page up to the one that is shown begins.
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null])
  return {
    cursor: cursors.at(-1) ?? null,
    isFirst: cursors.length === 1,
    turner: (next) => ({
      onBack: cursors.length > 1 ? () => setCursors(cursors.slice(0, -1)) : undefined,
      onOn: next === null ? undefined : () => setCursors([...cursors, next]),
      children: `Page ${cursors.length}`,
    }),
  }
}
