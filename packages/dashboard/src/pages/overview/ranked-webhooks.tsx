import { Anchor, Table, Text } from '@mantine/core'
import type { RankedWebhook } from '@posthorn/sdk/client'
import { Link } from 'react-router'
import { Empty } from '../../components/empty.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { formatRate } from '../../components/statistics.ts'
import { count } from './figures.tsx'
import { Foreign } from '../../components/foreign.tsx'

export interface RankedWebhooksProps {
  readonly title: string
  readonly empty: string
  readonly webhooks: readonly RankedWebhook[]
}

export function RankedWebhooks({ title, empty, webhooks }: RankedWebhooksProps) {
  return (
    <Sheet title={title} isFlush>
      {webhooks.length === 0 ? (
        <Empty title={empty} />
      ) : (
        <ListTable caption={title} columns={['Webhook', 'Delivered', 'Failed', 'Success rate']}>
          {webhooks.map((webhook) => (
            <Row key={webhook.webhook_id} webhook={webhook} />
          ))}
        </ListTable>
      )}
    </Sheet>
  )
}

function Row({ webhook }: { readonly webhook: RankedWebhook }) {
  const { webhook_id: id, workspace, name, url, success, failed } = webhook
  return (
    <Table.Tr>
      <Table.Td>
        {url === null ? (
          <Text size="sm" c="dimmed">
            A webhook that was deleted
          </Text>
        ) : (
          <>
            <Anchor
              component={Link}
              to={`/workspaces/${workspace}/webhooks/${id}`}
              size="sm"
              fw={500}
            >
              <Foreign>{name ?? url}</Foreign>
            </Anchor>
            {name !== null && (
              <Text size="xs" c="dimmed" lineClamp={1}>
                <Foreign>{url}</Foreign>
              </Text>
            )}
          </>
        )}
      </Table.Td>
      <Table.Td data-label="Delivered">{count(success)}</Table.Td>
      <Table.Td data-label="Failed">{count(failed)}</Table.Td>
      <Table.Td data-label="Success rate">{formatRate(success, success + failed)}</Table.Td>
    </Table.Tr>
  )
}
