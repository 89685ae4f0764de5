import { Anchor, Table, Text } from '@mantine/core'
import type { ListedEvent } from '@posthorn/sdk/client'
import { Link } from 'react-router'
import { ListTable } from '../../components/list-table.tsx'
import { Moment } from '../../components/moment.tsx'

export interface EventTableProps {
  readonly workspace: string
  readonly events: readonly (ListedEvent & { readonly rejected?: string })[]
  readonly isStale: boolean
}

export function EventTable({ workspace, events, isStale }: EventTableProps) {
  return (
    <ListTable caption="Events" columns={['Event', 'About', 'When']} isStale={isStale}>
      {events.map(({ id, type, subject, channels, created_at: createdAt, rejected }) => (
        <Table.Tr key={id}>
          <Table.Td>
            <Anchor
              component={Link}
              to={`/workspaces/${workspace}/events/${id}`}
              size="sm"
              fw={500}
            >
              <bdi>{type}</bdi>
            </Anchor>
            <Text size="xs" c="dimmed" ff="monospace">
              {id}
            </Text>
            {rejected !== undefined && (
              <Text size="xs" c="var(--bad)">
                <bdi>{rejected}</bdi>
              </Text>
            )}
          </Table.Td>
          <Table.Td>
            <Text size="sm" lineClamp={2} maw={320}>
              <bdi>{[subject, ...(channels ?? [])].filter(Boolean).join(' · ')}</bdi>
            </Text>
          </Table.Td>
          <Table.Td>
            <Moment at={createdAt} />
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  )
}
