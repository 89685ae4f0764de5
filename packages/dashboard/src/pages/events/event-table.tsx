import { Anchor, Table, Text } from '@mantine/core'
import type { ListedEvent } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { workspaceQuery } from '../../api/queries.ts'
import { ListTable } from '../../components/list-table.tsx'
import { Moment } from '../../components/moment.tsx'

export interface EventTableProps {
  readonly events: readonly (ListedEvent & { readonly rejected?: string })[]
  readonly isStale: boolean
  /** True: each says whose it is. */
  readonly isOfAllWorkspaces?: boolean
}

export function EventTable({ events, isStale, isOfAllWorkspaces = false }: EventTableProps) {
  const columns = ['Event', ...(isOfAllWorkspaces ? ['Workspace'] : []), 'About', 'When']
  return (
    <ListTable caption="Events" columns={columns} isStale={isStale}>
      {events.map(({ id, workspace, type, subject, channels, created_at: createdAt, rejected }) => (
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
          {isOfAllWorkspaces && (
            <Table.Td>
              <WorkspaceName id={workspace} />
            </Table.Td>
          )}
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

function WorkspaceName({ id }: { readonly id: string }) {
  const { data } = useQuery(workspaceQuery(id))
  return (
    <Anchor component={Link} to={`/workspaces/${id}/events`} size="sm" c="inherit" lineClamp={2}>
      <bdi>{data?.name ?? id}</bdi>
    </Anchor>
  )
}
