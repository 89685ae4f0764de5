import { useQuery } from '@tanstack/react-query'
import { webhookQuery } from '../../api/queries.ts'
import { isNotFound } from '../../api/describe-error.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { WebhookStatus } from '../../components/webhook-status.tsx'
import { useParam } from '../use-param.ts'
import { DeliveryList } from './delivery-list.tsx'
import { RecoveryProgress } from './recovery-progress.tsx'
import { WebhookActions } from './webhook-actions.tsx'
import { WebhookFacts } from './webhook-facts.tsx'

export function WebhookPage() {
  const workspace = useParam('workspace')
  const { data: webhook, error, isPending, refetch } = useQuery(webhookQuery(useParam('webhook')))
  const parent = { to: `/workspaces/${workspace}/webhooks`, name: 'Webhooks' }
  if (webhook === undefined) {
    return (
      <Page title="Webhook" parent={parent}>
        {isPending && !error && <Loading what="the webhook" />}
        {isNotFound(error) && (
          <Empty title="There is no such webhook">It may have been deleted.</Empty>
        )}
        {error && !isNotFound(error) && <Problem error={error} onRetry={() => void refetch()} />}
      </Page>
    )
  }
  return (
    <Page
      title={webhook.name ?? webhook.url}
      parent={parent}
      aside={<WebhookStatus webhook={webhook} />}
      actions={<WebhookActions workspace={workspace} webhook={webhook} />}
    >
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      <WebhookFacts workspace={workspace} webhook={webhook} />
      <RecoveryProgress workspace={workspace} webhook={webhook.id} />
      <DeliveryList workspace={workspace} webhook={webhook} />
    </Page>
  )
}
