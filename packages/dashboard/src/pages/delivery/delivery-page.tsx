import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCapabilities } from '../../api/capabilities.ts'
import { isNotFound } from '../../api/describe-error.ts'
import { deliveryQuery, webhookQuery } from '../../api/queries.ts'
import { DeliveryStatus } from '../../components/delivery-status.tsx'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { useParam } from '../use-param.ts'
import { DeliveryActions } from './delivery-actions.tsx'
import { DeliveryFacts } from './delivery-facts.tsx'
import { Timeline } from './timeline.tsx'

export function DeliveryPage() {
  const workspace = useParam('workspace')
  const webhookId = useParam('webhook')
  const id = useParam('delivery')
  const { data, error, isPending, refetch } = useQuery(deliveryQuery(workspace, id))
  const { data: webhook } = useQuery(webhookQuery(webhookId))
  const { mayReplay } = useCapabilities()
  const parent = {
    to: `/workspaces/${workspace}/webhooks/${webhookId}`,
    name: webhook?.name ?? webhook?.url ?? 'Webhook',
  }
  if (data === undefined) {
    return (
      <Page title="Delivery" parent={parent}>
        {isPending && !error && <Loading what="the delivery" />}
        {isNotFound(error) && (
          <Empty title="There is no such delivery">It may be older than what is kept.</Empty>
        )}
        {error && !isNotFound(error) && <Problem error={error} onRetry={() => void refetch()} />}
      </Page>
    )
  }
  return (
    <Page
      title={data.event_type}
      parent={parent}
      aside={<DeliveryStatus delivery={data} />}
      actions={mayReplay && <DeliveryActions workspace={workspace} delivery={data} />}
    >
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      <Sheet>
        <DeliveryFacts workspace={workspace} delivery={data} />
      </Sheet>
      <Sheet title="Attempts">
        <Stack>
          <Timeline delivery={data} />
        </Stack>
      </Sheet>
    </Page>
  )
}
