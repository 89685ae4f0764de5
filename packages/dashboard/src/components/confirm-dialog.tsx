import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'

export interface ConfirmDialogProps {
  readonly title: string
  readonly onClose: () => void
  /** What will happen, and what cannot be undone. */
  readonly children: ReactNode
  /** `Delete the webhook` */
  readonly action: string
  readonly isDangerous?: boolean
  /** False: something has to be filled in first. */
  readonly isReady?: boolean
  readonly isBusy: boolean
  readonly error: unknown
  readonly onConfirm: () => void
}

/** Asks before something is done that others will notice. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, onClose, children, action, isDangerous = false, isReady = true } = props
  const { isBusy, error, onConfirm } = props
  return (
    <Dialog title={title} onClose={onClose}>
      <Stack fz="sm">
        {children}
        {error !== null && <Problem error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus={isDangerous || undefined}>
            Cancel
          </Button>
          <Button
            {...(isDangerous ? { color: 'red.9' } : {})}
            loading={isBusy}
            disabled={!isReady}
            onClick={onConfirm}
            data-autofocus={!isDangerous || undefined}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
