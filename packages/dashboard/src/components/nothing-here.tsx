import { Text } from '@mantine/core'
import type { ReactNode } from 'react'

export interface NothingHereProps {
  readonly isFirst: boolean
  readonly isLast: boolean
  /** What is shown where the whole list is empty. */
  readonly children: ReactNode
}

/** In place of an empty page, which need not be the end: a search looks at so many at a time. */
export function NothingHere({ isFirst, isLast, children }: NothingHereProps) {
  if (isFirst && isLast) return children
  return (
    <Text size="sm" c="dimmed" ta="center" py="lg">
      {isLast ? 'That was all.' : 'None among these. There are older ones to look at.'}
    </Text>
  )
}
