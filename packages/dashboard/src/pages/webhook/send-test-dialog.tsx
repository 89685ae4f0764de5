import { Anchor, Group, Stack, Text } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useEffect } from 'react'
import { Link } from 'react-router'
import { posthorn } from '../../api/client.ts'
import { AttemptView } from '../../components/attempt-view.tsx'
import { DeliveryStatus } from '../../components/delivery-status.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Loading } from '../../components/loading.tsx'
import { Problem } from '../../components/problem.tsx'
import { useWebhookChange } from './use-webhook-change.ts'

export interface SendTestDialogProps {
  readonly workspace: string
  readonly webhook: Webhook
  readonly onClose: () => void
}

/** Sends a test as soon as it is opened, and shows what went over the wire. */
export function SendTestDialog({ workspace, webhook, onClose }: SendTestDialogProps) {
  const { id } = webhook
  const { mutate, error, data } = useWebhookChange(async (webhookId: string) => {
    const sent = await posthorn.webhooks.test(webhookId)
    return await posthorn.deliveries.get(sent.id, { workspace })
  })
  useEffect(() => mutate(id), [mutate, id])
  const attempt = data?.attempt_log.at(-1)
  return (
    <Dialog title="Test event" onClose={onClose} size="xl">
      <Stack>
        {data === undefined && error === null && <Loading what="the receiver’s answer" />}
        {error && <Problem error={error} onRetry={() => mutate(id)} />}
        {data && (
          <>
            <Group gap="sm">
              <DeliveryStatus delivery={data} />
              <Text size="sm" c="dimmed">
                One attempt; a test is not tried again.
              </Text>
            </Group>
            {attempt && <AttemptView attempt={attempt} requestBody={data.request_body} />}
            <Anchor component={Link} to={`deliveries/${data.id}`} size="sm">
              Open this delivery
            </Anchor>
          </>
        )}
      </Stack>
    </Dialog>
  )
}
