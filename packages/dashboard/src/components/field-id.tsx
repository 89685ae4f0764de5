import { Group, Text } from '@mantine/core'
import { CopyButton } from './copy-button.tsx'

/** An id, to be read and copied. */
export function FieldId({ id, what }: { readonly id: string; readonly what: string }) {
  return (
    <Group gap="xs">
      <Text ff="monospace" size="xs" c="dimmed">
        {id}
      </Text>
      <CopyButton text={id} what={what} variant="subtle" />
    </Group>
  )
}
