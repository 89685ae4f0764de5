import { Anchor, Table, Text } from '@mantine/core'
import type { Webhook, WebhookStatistics } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { statisticsQuery } from '../../api/queries.ts'
import { describeEvents } from '../../components/describe-events.ts'
import { ListTable } from '../../components/list-table.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { summarize } from '../../components/statistics.ts'
import { WebhookStatus } from '../../components/webhook-status.tsx'
import { Foreign } from '../../components/foreign.tsx'

export interface WebhookTableProps {
  readonly workspace: string
  readonly webhooks: readonly Webhook[]
  readonly isStale: boolean
}

export function WebhookTable({ workspace, webhooks, isStale }: WebhookTableProps) {
  const { data: statistics } = useQuery(statisticsQuery(workspace))
  const byWebhook = new Map(statistics?.data.map((counts) => [counts.webhook_id, counts]))
  return (
    <ListTable
      caption="Webhooks"
      columns={['Webhook', 'State', 'Last 24 hours', 'Delivered']}
      isStale={isStale}
    >
      {webhooks.map((webhook) => (
        <Table.Tr key={webhook.id}>
          <Table.Td>
            <Anchor component={Link} to={webhook.id} size="sm" fw={500}>
              <Foreign>{webhook.name ?? webhook.url}</Foreign>
            </Anchor>
            <Text size="xs" c="dimmed">
              {webhook.name !== undefined && (
                <>
                  <Foreign>{webhook.url}</Foreign>
                  {' · '}
                </>
              )}
              {describeEvents(webhook.events)}
              {webhook.profile !== undefined && ` · ${webhook.profile}`}
            </Text>
          </Table.Td>
          <Table.Td>
            <WebhookStatus webhook={webhook} />
          </Table.Td>
          <LastDay counts={byWebhook.get(webhook.id)} isKnown={statistics !== undefined} />
        </Table.Tr>
      ))}
    </ListTable>
  )
}

interface LastDayProps {
  readonly counts: WebhookStatistics | undefined
  readonly isKnown: boolean
}

function LastDay({ counts, isKnown }: LastDayProps) {
  if (counts === undefined) {
    return (
      <>
        <Table.Td>
          <Text size="sm" c="dimmed">
            {isKnown ? 'Nothing yet' : '…'}
          </Text>
        </Table.Td>
        <Table.Td />
      </>
    )
  }
  const { total, failed, rate } = summarize(counts)
  return (
    <>
      <Table.Td>
        <Sparkline success={counts.success} failed={counts.failed} />
      </Table.Td>
      <Table.Td>
        <Text size="sm">{rate}</Text>
        <Text size="xs" c="dimmed">
          {failed === 0
            ? `of ${total.toLocaleString('en')}`
            : `${failed.toLocaleString('en')} of ${total.toLocaleString('en')} failed`}
        </Text>
      </Table.Td>
    </>
  )
}
