import { List, Text } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { posthorn } from '../../api/client.ts'
import { waitingQuery } from '../../api/queries.ts'
import { ActionDialog } from '../../components/action-dialog.tsx'
import { useWebhookChange } from './use-webhook-change.ts'
import { Foreign } from '../../components/foreign.tsx'

export interface DeleteWebhookDialogProps {
  readonly workspace: string
  readonly webhook: Webhook
  readonly onClose: () => void
}

export function DeleteWebhookDialog({ workspace, webhook, onClose }: DeleteWebhookDialogProps) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const { data: waiting } = useQuery(waitingQuery(webhook.id))
  const change = useWebhookChange(
    () => posthorn.webhooks.delete(webhook.id),
    () => {
      client.removeQueries({ queryKey: ['webhooks', webhook.id] })
      void navigate(`/workspaces/${workspace}/webhooks`, { replace: true })
    },
  )
  return (
    <ActionDialog
      title="Delete this webhook?"
      onClose={onClose}
      action="Delete the webhook"
      isDangerous
      change={change}
    >
      <Text size="sm">
        Nothing is sent to <Foreign>{webhook.url}</Foreign> any more. This cannot be undone. You
        lose:
      </Text>
      <List size="sm">
        <List.Item>its signing secret: a new webhook has another one</List.Item>
        {waiting !== 0 && <List.Item>{describeWaiting(waiting)}</List.Item>}
        <List.Item>the way to its list of deliveries</List.Item>
      </List>
      <Text size="sm">To stop for a while only, pause it.</Text>
    </ActionDialog>
  )
}

function describeWaiting(waiting: number | undefined): string {
  if (waiting === undefined) return 'what still waits to be sent'
  const noun = waiting === 1 ? 'delivery that waits' : 'deliveries that wait'
  return `${waiting.toLocaleString('en')} ${noun} to be sent`
}
