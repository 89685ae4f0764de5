import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { useCapabilities } from '../../api/capabilities.ts'
import { workspacesQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { usePageNumber } from '../../components/use-page-number.ts'
import { withChanges } from '../../components/with-changes.ts'
import { NewWorkspaceDialog } from './new-workspace-dialog.tsx'
import { WorkspaceTable } from './workspace-table.tsx'

const pauseMs = 200

/** The operator's way into each workspace. */
export function WorkspacesPage() {
  const [params, setParams] = useSearchParams()
  const search = params.get('search') ?? ''
  const { isOperator, mayAdminister } = useCapabilities()
  const [isAdding, { open, close }] = useDisclosure()
  return (
    <Page
      title="Workspaces"
      actions={
        <>
          <TextInput
            size="sm"
            type="search"
            aria-label="Find a workspace by its name or id"
            placeholder="Find by name or id"
            value={search}
            onChange={(event) => {
              const changes = { search: event.currentTarget.value }
              setParams((old) => withChanges(old, changes), { replace: true })
            }}
            maxLength={200}
            spellCheck={false}
          />
          {isOperator && mayAdminister && <Button onClick={open}>New workspace</Button>}
        </>
      }
    >
      <FoundWorkspaces search={search} />
      {isAdding && <NewWorkspaceDialog onClose={close} />}
    </Page>
  )
}

function FoundWorkspaces({ search }: { readonly search: string }) {
  const [settled] = useDebouncedValue(search.trim(), pauseMs)
  // Another search makes another list, which begins at its beginning.
  return <WorkspacePages key={settled} search={settled} />
}

function WorkspacePages({ search }: { readonly search: string }) {
  const { page, turner } = usePageNumber()
  const query = workspacesQuery(page, search)
  const { data, isPending, error, refetch, isPlaceholderData } = useQuery(query)
  const total = data?.pagination.total ?? 0
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      <Sheet isFlush>
        {isPending && !error && <Loading what="workspaces" />}
        {data !== undefined && total === 0 && (
          <Empty title={search === '' ? 'No workspaces yet' : 'No such workspace'}>
            {search === ''
              ? 'A workspace is one customer organization of your product: it has webhooks, events and API keys of its own.'
              : 'No name has this in it, and it is no workspace’s id.'}
          </Empty>
        )}
        {data !== undefined && total > 0 && (
          <WorkspaceTable workspaces={data.data} isStale={isPlaceholderData} />
        )}
        <PageTurner
          {...turner(data?.pagination.pages, `${total.toLocaleString('en')} workspaces`)}
        />
      </Sheet>
    </>
  )
}
