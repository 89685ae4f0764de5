import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useCapabilities } from '../../api/capabilities.ts'
import { webhooksQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { usePageNumber } from '../../components/use-page-number.ts'
import { useParam } from '../use-param.ts'
import { WebhookTable } from './webhook-table.tsx'

export function WebhooksPage() {
  const workspace = useParam('workspace')
  const { page, turner } = usePageNumber()
  const webhooks = useQuery(webhooksQuery(workspace, page))
  const { mayManageWebhooks } = useCapabilities()
  const { data, error, isPending } = webhooks
  const newButton = mayManageWebhooks && (
    <Button component={Link} to="new">
      New webhook
    </Button>
  )
  return (
    <Page title="Webhooks" actions={data?.pagination.total !== 0 && newButton}>
      {error && <Problem error={error} onRetry={() => void webhooks.refetch()} />}
      <Sheet isFlush>
        {isPending && !error && <Loading what="webhooks" />}
        {data?.pagination.total === 0 && (
          <Empty title="No webhooks yet">
            <p>A webhook is an address of yours that events are sent to as they happen.</p>
            {newButton}
          </Empty>
        )}
        {data !== undefined && data.pagination.total > 0 && (
          <WebhookTable
            workspace={workspace}
            webhooks={data.data}
            isStale={webhooks.isPlaceholderData}
          />
        )}
        <PageTurner {...turner(data?.pagination.pages)} />
      </Sheet>
    </Page>
  )
}
