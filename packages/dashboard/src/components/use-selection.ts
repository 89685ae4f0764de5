import { useState } from 'react'

export interface Selection<Item> {
  readonly chosen: ReadonlyMap<string, Item>
  /** The id of the one that was clicked last, where a range begins. */
  readonly last: string | null
  set(items: readonly Item[], isChosen: boolean, last?: string): void
  clear(): void
}

/** What is chosen, by its id, whichever page of a list it stands on. */
export function useSelection<Item extends { readonly id: string }>(): Selection<Item> {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Item>>(new Map())
  const [last, setLast] = useState<string | null>(null)
  return {
    chosen,
    last,
    set(items, isChosen, clicked) {
      setLast(clicked ?? null)
      setChosen((before) => {
        const after = new Map(before)
        for (const item of items) {
          if (isChosen) after.set(item.id, item)
          else after.delete(item.id)
        }
        return after
      })
    },
    clear: () => setChosen(new Map()),
  }
}
