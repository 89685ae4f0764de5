import { Button, Group, Stack } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { Dialog, type DialogProps } from './dialog.tsx'
import { Problem } from './problem.tsx'

export interface ActionDialogProps extends Pick<DialogProps, 'title' | 'size' | 'onClose'> {
  /** What has to be filled in, or what will happen and what cannot be undone. */
  readonly children: ReactNode
  /** `Delete the webhook` */
  readonly action: string
  readonly isDangerous?: boolean
  /** False: something has to be filled in first. */
  readonly isReady?: boolean
  readonly change: Change
}

/** What the action does: a mutation that needs nothing more. */
interface Change {
  readonly mutate: (input: undefined) => void
  readonly isPending: boolean
  readonly error: Error | null
}

/** Does one thing, when somebody has filled in what it takes and said so. */
export function ActionDialog(props: ActionDialogProps) {
  const { title, size = 'md', onClose, children, change } = props
  const { action, isDangerous = false, isReady = true } = props

  function submit(event: FormEvent): void {
    event.preventDefault()
    change.mutate(undefined)
  }

  return (
    <Dialog title={title} onClose={onClose} size={size}>
      <form onSubmit={submit}>
        <Stack fz="sm">
          {children}
          {change.error && <Problem error={change.error} />}
          <Group justify="flex-end" gap="xs">
            {/* A field that asks for the focus stands before these, and gets it. */}
            <Button variant="default" onClick={onClose} data-autofocus={isDangerous || undefined}>
              Cancel
            </Button>
            <Button
              type="submit"
              {...(isDangerous ? { color: 'red.9' } : {})}
              loading={change.isPending}
              disabled={!isReady}
              data-autofocus={!isDangerous || undefined}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
