import { Code, Group, Stack, Text } from '@mantine/core'
import { CopyButton } from './copy-button.tsx'
import { Notice } from './notice.tsx'

export interface SecretShownOnceProps {
  /** `The secret` */
  readonly name: string
  readonly secret: string
  /** What to do with it. */
  readonly children: string
}

/** A secret at the one time when it can be seen. */
export function SecretShownOnce({ name, secret, children }: SecretShownOnceProps) {
  return (
    <Stack gap="sm">
      <Notice tone="wait" role="status">
        <strong>Copy it now: it is not shown again.</strong> {children}
      </Notice>
      <div>
        <Text size="sm" fw={500} mb={4}>
          {name}
        </Text>
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Code block flex={1} miw={0} style={{ whiteSpace: 'pre-wrap' }} data-secret>
            {secret}
          </Code>
          <CopyButton text={secret} what={name.toLowerCase()} variant="filled" isFocused />
        </Group>
      </div>
    </Stack>
  )
}
