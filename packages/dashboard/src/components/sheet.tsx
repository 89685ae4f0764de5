import { Group, Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import styles from './sheet.module.css'

export interface SheetProps {
  /** Left out where the page's own heading says it. */
  readonly title?: string
  /** Beside the title. */
  readonly actions?: ReactNode
  /** True: content to the very edge, as tables have it. */
  readonly isFlush?: boolean
  readonly children: ReactNode
}

/** A part of a page, on a sheet of its own. */
export function Sheet({ title, actions, isFlush = false, children }: SheetProps) {
  const id = useId()
  return (
    <section className={styles.sheet} aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <Group className={styles.head} justify="space-between" gap="sm">
          <Title order={2} size="h5" id={id}>
            {title}
          </Title>
          {actions}
        </Group>
      )}
      <div className={styles.body} data-flush={isFlush || undefined}>
        {children}
      </div>
    </section>
  )
}
