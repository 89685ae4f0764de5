import { Anchor, Table, Text } from '@mantine/core'
import type { ListedDelivery } from '@posthorn/sdk/client'
import { Link } from 'react-router'
import { DeliveryStatus } from './delivery-status.tsx'
import { ListTable } from './list-table.tsx'
import { Moment } from './moment.tsx'
import { PageCheckbox, RowCheckbox } from './row-checkboxes.tsx'
import type { Selection } from './use-selection.ts'
import { Foreign } from './foreign.tsx'

export interface DeliveryTableProps {
  readonly workspace: string
  readonly deliveries: readonly ListedDelivery[]
  /** Names of webhooks by their ids; undefined: all go to the one that the page is about. */
  readonly webhooks: ReadonlyMap<string, string> | undefined
  /** undefined: nothing can be done with many of them. */
  readonly selection: Selection<ListedDelivery> | undefined
  readonly isStale: boolean
}

export function DeliveryTable(props: DeliveryTableProps) {
  const { workspace, deliveries, webhooks, selection, isStale } = props
  const columns = ['Event', ...(webhooks ? ['Webhook'] : []), 'State', 'Answer', 'Attempts', 'When']
  return (
    <ListTable
      caption="Deliveries"
      columns={columns}
      isStale={isStale}
      choose={selection && <PageCheckbox items={deliveries} selection={selection} />}
    >
      {deliveries.map((delivery) => (
        <Table.Tr key={delivery.id} data-chosen={selection?.chosen.has(delivery.id) || undefined}>
          {selection && (
            <Table.Td data-choose>
              <RowCheckbox
                items={deliveries}
                item={delivery}
                selection={selection}
                name={`${delivery.event_type}, ${delivery.event_id}`}
              />
            </Table.Td>
          )}
          <Table.Td>
            <EventCell workspace={workspace} delivery={delivery} />
          </Table.Td>
          {webhooks && (
            <Table.Td>
              <Text size="sm" lineClamp={2} maw={220}>
                <Foreign>{webhooks.get(delivery.webhook_id) ?? delivery.webhook_id}</Foreign>
              </Text>
            </Table.Td>
          )}
          <Table.Td>
            <DeliveryStatus delivery={delivery} />
          </Table.Td>
          <Table.Td>
            <Text size="sm" lineClamp={2} maw={260}>
              <Foreign>{answerOf(delivery)}</Foreign>
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

interface EventCellProps {
  readonly workspace: string
  readonly delivery: ListedDelivery
}

function EventCell({ workspace, delivery }: EventCellProps) {
  const { id, webhook_id: webhook, event_id: event, event_type: type } = delivery
  return (
    <>
      <Anchor
        component={Link}
        to={`/workspaces/${workspace}/webhooks/${webhook}/deliveries/${id}`}
        size="sm"
        fw={500}
      >
        <Foreign>{type}</Foreign>
      </Anchor>
      {event.startsWith('evt_test_') && (
        <Text span size="xs" c="dimmed">
          {' · test'}
        </Text>
      )}
      <Text size="xs" c="dimmed" ff="monospace">
        {event}
      </Text>
    </>
  )
}

function answerOf({ error, status_code: status }: ListedDelivery): string {
  if (error !== undefined) return error
  return status === null ? '' : `HTTP ${status}`
}
