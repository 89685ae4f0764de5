import { Button, Group, Text } from '@mantine/core'

export interface PageTurnerProps {
  /** undefined: this is the first page. */
  readonly onBack: (() => void) | undefined
  /** undefined: this is the last page. */
  readonly onOn: (() => void) | undefined
  /** Where one is. */
  readonly children?: string
  readonly backName?: string
  readonly onName?: string
}

export function PageTurner(props: PageTurnerProps) {
  const { onBack, onOn, children, backName = 'Newer', onName = 'Older' } = props
  if (onBack === undefined && onOn === undefined) return null
  return (
    <Group justify="space-between" p="sm" px="lg">
      <Text size="sm" c="dimmed" aria-live="polite">
        {children}
      </Text>
      <Group gap="xs">
        <Button variant="default" size="compact-sm" disabled={!onBack} onClick={onBack}>
          {backName}
        </Button>
        <Button variant="default" size="compact-sm" disabled={!onOn} onClick={onOn}>
          {onName}
        </Button>
      </Group>
    </Group>
  )
}
