import { Group, Loader, Text } from '@mantine/core'

/** @param what - `your webhooks`: follows "Loading" */
export function Loading({ what }: { readonly what: string }) {
  return (
    <Group role="status" justify="center" gap="sm" py="xl">
      <Loader size="xs" aria-hidden />
      <Text size="sm" c="dimmed">
        Loading {what}…
      </Text>
    </Group>
  )
}
