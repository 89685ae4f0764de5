import { Anchor, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useCapabilities } from '../../api/capabilities.ts'
import { isNotFound } from '../../api/describe-error.ts'
import { eventQuery, webhookNamesQuery } from '../../api/queries.ts'
import type { ReadEvent } from '../../api/read-event.ts'
import { DeliveryStatus } from '../../components/delivery-status.tsx'
import { Empty } from '../../components/empty.tsx'
import { Facts } from '../../components/facts.tsx'
import { FieldId } from '../../components/field-id.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { Loading } from '../../components/loading.tsx'
import { Moment } from '../../components/moment.tsx'
import { Notice } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { Payload } from '../../components/payload.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { useParam } from '../use-param.ts'
import { ReplayButton } from './replay-button.tsx'

/** One event: what it says, and what became of it. */
export function EventPage() {
  const workspace = useParam('workspace')
  const id = useParam('event')
  const { data, error, isPending, refetch } = useQuery(eventQuery(workspace, id))
  const capabilities = useCapabilities()
  const parent = { to: `/workspaces/${workspace}/events`, name: 'Events' }
  if (data === undefined) {
    return (
      <Page title="Event" parent={parent}>
        {isPending && !error && <Loading what="the event" />}
        {isNotFound(error) && (
          <Empty title="There is no such event">It may be older than what is kept.</Empty>
        )}
        {error && !isNotFound(error) && <Problem error={error} onRetry={() => void refetch()} />}
      </Page>
    )
  }
  const { event, dataText } = data
  const mayReplay = capabilities.mayReplay && event.rejected === undefined
  return (
    <Page
      title={event.type}
      parent={parent}
      actions={mayReplay && <ReplayButton workspace={workspace} event={event.id} />}
    >
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      <EventFacts event={event} />
      <Sheet title="Data">
        <Payload text={dataText} what="the data" />
      </Sheet>
      {event.rejected === undefined && (
        <Deliveries workspace={workspace} deliveries={event.deliveries} />
      )}
    </Page>
  )
}

type Event = ReadEvent['event']

function EventFacts({ event }: { readonly event: Event }) {
  const { id, created_at, subject, channels, rejected } = event
  return (
    <Sheet>
      <Stack>
        {rejected !== undefined && (
          <Notice tone="bad">
            It was rejected, and went to nobody: <bdi>{rejected}</bdi>
          </Notice>
        )}
        <Facts
          facts={[
            ['Happened', <Moment key="at" at={created_at} isExact />],
            ...(subject === undefined
              ? []
              : [['About', <bdi key="about">{subject}</bdi>] as const]),
            ...(channels === undefined
              ? []
              : [['Channels', <bdi key="channels">{channels.join(', ')}</bdi>] as const]),
            ['Id', <FieldId key="id" id={id} what="the event’s id" />],
          ]}
        />
      </Stack>
    </Sheet>
  )
}

interface DeliveriesProps {
  readonly workspace: string
  readonly deliveries: Event['deliveries']
}

/** More than these are not shown one by one. */
const mostShown = 100

function Deliveries({ workspace, deliveries }: DeliveriesProps) {
  const { data: names } = useQuery(webhookNamesQuery(workspace))
  const latest = deliveries.toReversed()
  return (
    <Sheet title="Deliveries" isFlush>
      {deliveries.length === 0 ? (
        <Empty title="It went to nobody">No webhook wanted it when it was published.</Empty>
      ) : (
        <ListTable caption="Deliveries of this event" columns={['Webhook', 'State', 'Attempts']}>
          {latest.slice(0, mostShown).map((delivery) => (
            <Table.Tr key={delivery.id}>
              <Table.Td>
                <Anchor
                  component={Link}
                  to={`/workspaces/${workspace}/webhooks/${delivery.webhook_id}/deliveries/${delivery.id}`}
                  size="sm"
                  fw={500}
                >
                  <bdi>{names?.get(delivery.webhook_id) ?? delivery.webhook_id}</bdi>
                </Anchor>
                {delivery.error !== undefined && (
                  <Text size="xs" c="dimmed" lineClamp={2}>
                    <bdi>{delivery.error}</bdi>
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <DeliveryStatus delivery={delivery} />
              </Table.Td>
              <Table.Td data-label="Attempts">{delivery.attempts}</Table.Td>
            </Table.Tr>
          ))}
        </ListTable>
      )}
      {deliveries.length > mostShown && (
        <Text size="sm" c="dimmed" p="md">
          These are the latest {mostShown} of {deliveries.length.toLocaleString('en')}.
        </Text>
      )}
    </Sheet>
  )
}
