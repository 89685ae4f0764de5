import { Anchor, Table, Text } from '@mantine/core'
import type { ListedWorkspace } from '@posthorn/sdk/client'
import { Link } from 'react-router'
import { useCapabilities } from '../../api/capabilities.ts'
import { ListTable } from '../../components/list-table.tsx'
import { Moment } from '../../components/moment.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { WorkspaceActions } from './workspace-actions.tsx'

export interface WorkspaceTableProps {
  readonly workspaces: readonly ListedWorkspace[]
  readonly isStale: boolean
}

export function WorkspaceTable({ workspaces, isStale }: WorkspaceTableProps) {
  const { isOperator, mayAdminister } = useCapabilities()
  const columns = ['Name', 'State', 'Webhooks', 'Profile of new webhooks', 'Created']
  return (
    <ListTable
      caption="Workspaces"
      columns={mayAdminister ? [...columns, 'Actions'] : columns}
      isStale={isStale}
    >
      {workspaces.map((workspace) => (
        <Table.Tr key={workspace.id}>
          <Table.Td>
            <Anchor
              component={Link}
              to={`/workspaces/${workspace.id}/webhooks`}
              size="sm"
              fw={500}
              lineClamp={2}
            >
              <bdi>{workspace.name}</bdi>
            </Anchor>
            <Text size="xs" c="dimmed" ff="monospace">
              {workspace.id}
            </Text>
          </Table.Td>
          <Table.Td>
            <WorkspaceState webhooks={workspace.webhooks} />
          </Table.Td>
          <Table.Td data-label="Webhooks">{countOf(workspace).toLocaleString('en')}</Table.Td>
          <Table.Td data-label="Profile of new webhooks">{workspace.default_profile}</Table.Td>
          <Table.Td data-label="Created">
            <Moment at={workspace.created_at} />
          </Table.Td>
          {mayAdminister && (
            <Table.Td>
              <WorkspaceActions workspace={workspace} mayDelete={isOperator} />
            </Table.Td>
          )}
        </Table.Tr>
      ))}
    </ListTable>
  )
}

type Counted = Pick<ListedWorkspace, 'webhooks'>

export function countOf({ webhooks }: Counted): number {
  return webhooks.active + webhooks.paused + webhooks.disabled
}

/** What an operator would look into first. */
function WorkspaceState({ webhooks }: Counted) {
  const { active, paused, disabled } = webhooks
  if (disabled > 0) return <StatusBadge tone="bad">{`${disabled} disabled`}</StatusBadge>
  if (paused > 0) return <StatusBadge tone="wait">{`${paused} paused`}</StatusBadge>
  if (active > 0) return <StatusBadge tone="good">Active</StatusBadge>
  return <StatusBadge tone="plain">No webhooks</StatusBadge>
}
