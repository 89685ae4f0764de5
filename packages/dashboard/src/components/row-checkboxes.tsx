import { Checkbox } from '@mantine/core'
import { useRef, type MouseEvent } from 'react'
import type { Selection } from './use-selection.ts'

interface Choice<Item> {
  /** Of this page, in their order. */
  readonly items: readonly Item[]
  readonly selection: Selection<Item>
}

type Row = { readonly id: string }

/** Chooses the whole page, or nothing of it. */
export function PageCheckbox<Item extends Row>({ items, selection }: Choice<Item>) {
  const count = items.filter(({ id }) => selection.chosen.has(id)).length
  const isWhole = count > 0 && count === items.length
  return (
    <Checkbox
      size="xs"
      aria-label="Choose the whole page"
      checked={isWhole}
      indeterminate={count > 0 && !isWhole}
      onChange={() => selection.set(items, !isWhole)}
    />
  )
}

export interface RowCheckboxProps<Item> extends Choice<Item> {
  readonly item: Item
  /** What it chooses: follows "Choose". */
  readonly name: string
}

/** With the shift key, by pointer or space bar, all rows since the one before that was chosen. */
export function RowCheckbox<Item extends Row>(props: RowCheckboxProps<Item>) {
  const { items, item, selection, name } = props
  const isShifted = useRef(false)

  function choose(isChosen: boolean): void {
    const at = items.indexOf(item)
    const last = items.findIndex(({ id }) => id === selection.last)
    const [from, to] =
      isShifted.current && last >= 0 ? [Math.min(at, last), Math.max(at, last)] : [at, at]
    selection.set(items.slice(from, to + 1), isChosen, item.id)
  }

  return (
    <Checkbox
      size="xs"
      aria-label={`Choose ${name}`}
      checked={selection.chosen.has(item.id)}
      // A click tells of the shift key, and comes before the change that it makes.
      onClick={({ shiftKey }: MouseEvent) => {
        isShifted.current = shiftKey
      }}
      onChange={(event) => choose(event.currentTarget.checked)}
    />
  )
}
