import { Anchor, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { useCapabilities } from '../../api/capabilities.ts'
import { workspacesQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { Loading } from '../../components/loading.tsx'
import { Moment } from '../../components/moment.tsx'
import { Page } from '../../components/page.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { NewWorkspaceButton } from './new-workspace-button.tsx'

/** The operator's way into each workspace. */
export function WorkspacesPage() {
  const [page, setPage] = useState(1)
  const { data, isPending, error, refetch, isPlaceholderData } = useQuery(workspacesQuery(page))
  const { isOperator, mayAdminister } = useCapabilities()
  return (
    <Page title="Workspaces" actions={isOperator && mayAdminister && <NewWorkspaceButton />}>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      <Sheet isFlush>
        {isPending && <Loading what="workspaces" />}
        {data?.pagination.total === 0 && (
          <Empty title="No workspaces yet">
            A workspace is one customer organization of your product: it has webhooks, events and
            API keys of its own.
          </Empty>
        )}
        {data !== undefined && data.pagination.total > 0 && (
          <ListTable
            caption="Workspaces"
            columns={['Name', 'Profile of new webhooks', 'Created']}
            isStale={isPlaceholderData}
          >
            {data.data.map((workspace) => (
              <Table.Tr key={workspace.id}>
                <Table.Td>
                  <Anchor
                    component={Link}
                    to={`/workspaces/${workspace.id}/webhooks`}
                    size="sm"
                    fw={500}
                  >
                    <bdi>{workspace.name}</bdi>
                  </Anchor>
                  <Text size="xs" c="dimmed" ff="monospace">
                    {workspace.id}
                  </Text>
                </Table.Td>
                <Table.Td>{workspace.default_profile}</Table.Td>
                <Table.Td>
                  <Moment at={workspace.created_at} />
                </Table.Td>
              </Table.Tr>
            ))}
          </ListTable>
        )}
        {data && (
          <PageTurner
            onBack={page > 1 ? () => setPage(page - 1) : undefined}
            onOn={page < data.pagination.pages ? () => setPage(page + 1) : undefined}
          >
            {`Page ${page} of ${data.pagination.pages}`}
          </PageTurner>
        )}
      </Sheet>
    </Page>
  )
}
