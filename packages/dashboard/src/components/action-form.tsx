import { Button, Group, Stack } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { Problem } from './problem.tsx'

export interface ActionFormProps {
  /** What has to be filled in, or what will happen and what cannot be undone. */
  readonly children: ReactNode
  /** `Delete the webhook` */
  readonly action: string
  readonly isDangerous?: boolean
  /** False: something has to be filled in first. */
  readonly isReady?: boolean
  readonly change: Change
  readonly onClose: () => void
}

/** What the action does: a mutation that needs nothing more. */
interface Change {
  readonly mutate: (input: undefined) => void
  readonly isPending: boolean
  readonly error: Error | null
}

/** What a dialog does, when somebody has filled in what it takes and said so. */
export function ActionForm(props: ActionFormProps) {
  const { children, action, isDangerous = false, isReady = true, change, onClose } = props

  function submit(event: FormEvent): void {
    event.preventDefault()
    change.mutate(undefined)
  }

  return (
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
  )
}
