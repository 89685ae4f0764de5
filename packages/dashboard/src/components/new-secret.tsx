import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { SecretShownOnce, type SecretShownOnceProps } from './secret-shown-once.tsx'

export interface NewSecretProps extends SecretShownOnceProps {
  /** What else there is to say of it. */
  readonly more?: ReactNode
  readonly onClose: () => void
}

/** What a dialog shows that has just made a secret, until somebody says that it is copied. */
export function NewSecret({ more, onClose, ...secret }: NewSecretProps) {
  return (
    <Stack fz="sm">
      <SecretShownOnce {...secret} />
      {more}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          I have copied it
        </Button>
      </Group>
    </Stack>
  )
}
