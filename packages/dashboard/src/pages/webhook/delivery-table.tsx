import { Anchor, Table, Text } from '@mantine/core'
import type { ListedDelivery } from '@posthorn/sdk/client'
import { Link } from 'react-router'
import { DeliveryStatus } from '../../components/delivery-status.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { Moment } from '../../components/moment.tsx'

export interface DeliveryTableProps {
  readonly deliveries: readonly ListedDelivery[]
  readonly isStale: boolean
}

export function DeliveryTable({ deliveries, isStale }: DeliveryTableProps) {
  return (
    <ListTable
      caption="Deliveries"
      columns={['Event', 'State', 'Answer', 'Attempts', 'When']}
      isStale={isStale}
    >
      {deliveries.map((delivery) => (
        <Table.Tr key={delivery.id}>
          <Table.Td>
            <Anchor component={Link} to={`deliveries/${delivery.id}`} size="sm" fw={500}>
              <bdi>{delivery.event_type}</bdi>
            </Anchor>
            {delivery.event_id.startsWith('evt_test_') && (
              <Text span size="xs" c="dimmed">
                {' · test'}
              </Text>
            )}
            <Text size="xs" c="dimmed" ff="monospace">
              {delivery.event_id}
            </Text>
          </Table.Td>
          <Table.Td>
            <DeliveryStatus delivery={delivery} />
          </Table.Td>
          <Table.Td>
            <Text size="sm" lineClamp={2} maw={260}>
              <bdi>{answerOf(delivery)}</bdi>
            </Text>
          </Table.Td>
          <Table.Td data-label="Attempts">{delivery.attempts}</Table.Td>
          <Table.Td>
            <Moment at={delivery.created_at} />
            {delivery.next_attempt_at !== null && (
              <Text size="xs" c="dimmed">
                next attempt <Moment at={delivery.next_attempt_at} />
              </Text>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  )
}

function answerOf({ error, status_code: status }: ListedDelivery): string {
  if (error !== undefined) return error
  return status === null ? '' : `HTTP ${status}`
}
