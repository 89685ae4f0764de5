import { Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { posthorn } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'

export interface ReplayButtonProps {
  readonly workspace: string
  readonly event: string
}

export function ReplayButton({ workspace, event }: ReplayButtonProps) {
  const client = useQueryClient()
  const [isOpen, { open, close }] = useDisclosure()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => posthorn.events.replay(event, undefined, { workspace }),
    onSuccess: async () => {
      close()
      await client.invalidateQueries({ queryKey: ['events'] })
    },
  })
  return (
    <>
      <Button onClick={open}>Replay</Button>
      {isOpen && (
        <ConfirmDialog
          title="Send this event again?"
          onClose={close}
          action="Send it again"
          isBusy={isPending}
          error={error}
          onConfirm={() => mutate()}
        >
          <Text size="sm">
            To every active webhook that wants it now, also to those that have it. Receivers see the
            same event id as the first time.
          </Text>
        </ConfirmDialog>
      )}
    </>
  )
}
