import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useEffect } from 'react'
import { Link } from 'react-router'
import { posthorn } from '../../api/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Loading } from '../../components/loading.tsx'
import { Problem } from '../../components/problem.tsx'
import { CheckList } from './check-list.tsx'
import { useWebhookChange } from './use-webhook-change.ts'

export interface DiagnoseDialogProps {
  readonly webhook: Webhook
  readonly onClose: () => void
}

/** Runs the checks as soon as it is opened. */
export function DiagnoseDialog({ webhook, onClose }: DiagnoseDialogProps) {
  const { id } = webhook
  const { mutate, error, data, isPending } = useWebhookChange((webhookId: string) =>
    posthorn.webhooks.diagnose(webhookId),
  )
  useEffect(() => mutate(id), [mutate, id])
  return (
    <Dialog title="Why did nothing arrive?" onClose={onClose} size="lg">
      <Stack>
        {data === undefined && error === null && <Loading what="what the five checks find" />}
        {error && <Problem error={error} onRetry={() => mutate(id)} />}
        {data && (
          <>
            <Text size="sm" role="status">
              {summaryOf(data.checks)}
            </Text>
            <CheckList checks={data.checks} />
            <Group justify="space-between">
              {data.delivery_id === null ? (
                <span />
              ) : (
                <Anchor component={Link} to={`deliveries/${data.delivery_id}`} size="sm">
                  Open the test that was sent
                </Anchor>
              )}
              <Button variant="default" loading={isPending} onClick={() => mutate(id)}>
                Check again
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Dialog>
  )
}

function summaryOf(checks: readonly { readonly result: string }[]): string {
  const faults = checks.filter(({ result }) => result === 'failed').length
  if (faults === 0) return 'Nothing is wrong: a test event has just arrived.'
  return faults === 1 ? 'One thing is in the way.' : `${faults} things are in the way.`
}
