import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { useCapabilities } from '../../api/capabilities.ts'
import { workspacesQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { withChanges } from '../../components/with-changes.ts'
import { NewWorkspaceButton } from './new-workspace-button.tsx'
import { WorkspaceTable } from './workspace-table.tsx'

const pauseMs = 200

/** The operator's way into each workspace. */
export function WorkspacesPage() {
  const [params, setParams] = useSearchParams()
  const search = params.get('search') ?? ''
  const { isOperator, mayAdminister } = useCapabilities()
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
          {isOperator && mayAdminister && <NewWorkspaceButton />}
        </>
      }
    >
      <FoundWorkspaces search={search} />
    </Page>
  )
}

function FoundWorkspaces({ search }: { readonly search: string }) {
  const [settled] = useDebouncedValue(search.trim(), pauseMs)
  // Another search makes another list, which begins at its beginning.
  return <WorkspacePages key={settled} search={settled} />
}

function WorkspacePages({ search }: { readonly search: string }) {
  const [page, setPage] = useState(1)
  const query = workspacesQuery(page, search)
  const { data, isPending, error, refetch, isPlaceholderData } = useQuery(query)
  const total = data?.pagination.total ?? 0
  const pages = data?.pagination.pages ?? 1
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
          onBack={page > 1 ? () => setPage(page - 1) : undefined}
          onOn={page < pages ? () => setPage(page + 1) : undefined}
        >
          {`Page ${page} of ${pages.toLocaleString('en')} · ${total.toLocaleString('en')} workspaces`}
        </PageTurner>
      </Sheet>
    </>
  )
}
