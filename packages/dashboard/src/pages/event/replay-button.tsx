import { Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { posthorn } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { ActionDialog } from '../../components/action-dialog.tsx'

export interface ReplayButtonProps {
  readonly workspace: string
  readonly event: string
}

export function ReplayButton({ workspace, event }: ReplayButtonProps) {
  const [isOpen, { open, close }] = useDisclosure()
  const change = useChange(() => posthorn.events.replay(event, undefined, { workspace }), {
    outdated: ['events'],
    onDone: close,
  })
  return (
    <>
      <Button onClick={open}>Replay</Button>
      {isOpen && (
        <ActionDialog
          title="Send this event again?"
          onClose={close}
          action="Send it again"
          change={change}
        >
          <Text size="sm">
            To every active webhook that wants it now, also to those that have it. Receivers see the
            same event id as the first time.
          </Text>
        </ActionDialog>
      )}
    </>
  )
}
