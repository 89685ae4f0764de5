import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { SecretShownOnce, type SecretShownOnceProps } from './secret-shown-once.tsx'

export interface SecretDialogProps extends SecretShownOnceProps {
  readonly title: string
  /** What else there is to say of it. */
  readonly more?: ReactNode
  readonly onClose: () => void
}

/** A secret that was just made, until somebody says that it is copied. */
export function SecretDialog({ title, more, onClose, ...secret }: SecretDialogProps) {
  return (
    <Dialog title={title} onClose={onClose} size="lg">
      <Stack fz="sm">
        <SecretShownOnce {...secret} />
        {more}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            I have copied it
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
