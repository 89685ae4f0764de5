import { Text } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { posthorn } from '../../api/client.ts'
import { waitingQuery } from '../../api/queries.ts'
import { ActionDialog } from '../../components/action-dialog.tsx'
import { useWebhookChange } from './use-webhook-change.ts'

export interface PauseDialogProps {
  readonly webhook: Webhook
  readonly onClose: () => void
}

export function PauseDialog({ webhook, onClose }: PauseDialogProps) {
  const { id, active } = webhook
  const { data: waiting = 0 } = useQuery(waitingQuery(id))
  const change = useWebhookChange(() => posthorn.webhooks.update(id, { active: !active }), onClose)
  return (
    <ActionDialog
      title={active ? 'Pause this webhook?' : 'Resume this webhook?'}
      onClose={onClose}
      action={active ? 'Pause' : 'Resume'}
      change={change}
    >
      {active ? (
        <Text size="sm">
          Events that happen while it is paused are not sent to it.{' '}
          {waiting > 0 &&
            `${waiting.toLocaleString('en')} ${waiting === 1 ? 'delivery that waits is' : 'deliveries that wait are'} canceled; `}
          what was not sent stays in the log and can be replayed.
        </Text>
      ) : (
        <Text size="sm">
          Events that happen from now on are sent to it. Those that it missed can be replayed.
        </Text>
      )}
    </ActionDialog>
  )
}
