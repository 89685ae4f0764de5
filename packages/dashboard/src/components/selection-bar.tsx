import { Button, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './selection-bar.module.css'
import { focusContent } from './use-focus-return.ts'
import type { Selection } from './use-selection.ts'

export interface SelectionBarProps<Item> {
  /** Of the page that is shown. */
  readonly items: readonly Item[]
  readonly selection: Selection<Item>
  /** What can be done with those that are chosen. */
  readonly children: ReactNode
}

/** Stays in sight while anything is chosen. */
export function SelectionBar<Item extends { readonly id: string }>(props: SelectionBarProps<Item>) {
  const { items, selection, children } = props
  const { chosen } = selection
  const isEmpty = chosen.size === 0

  function chooseNone(): void {
    focusContent()
    selection.clear()
  }

  // Readers of the screen hear only of what changes in a place that is already there.
  return (
    <div className={isEmpty ? undefined : styles.bar} role="group" aria-label="What is chosen">
      <Text size="sm" role="status">
        {isEmpty ? '' : `${chosen.size.toLocaleString('en')} chosen`}
      </Text>
      {!isEmpty && (
        <Group gap="xs">
          <Button
            variant="default"
            size="compact-sm"
            disabled={items.every(({ id }) => chosen.has(id))}
            onClick={() => selection.set(items, true)}
          >
            Whole page
          </Button>
          <Button variant="default" size="compact-sm" onClick={chooseNone}>
            Choose none
          </Button>
          {children}
        </Group>
      )}
    </div>
  )
}
