import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export interface EmptyProps {
  readonly title: string
  /** What to do about it. */
  readonly children?: ReactNode
}

/** Where a list has nothing to show. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center">
      <Text fw={600}>{title}</Text>
      <Text component="div" size="sm" c="dimmed" maw={460}>
        {children}
      </Text>
    </Stack>
  )
}
