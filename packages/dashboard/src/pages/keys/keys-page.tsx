import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { keysQuery } from '../../api/queries.ts'
import { useCapabilities } from '../../api/session.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { useParam } from '../use-param.ts'
import { KeyTable } from './key-table.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'

export function KeysPage() {
  const workspace = useParam('workspace')
  const { mayAdminister } = useCapabilities()
  const [isOpen, { open, close }] = useDisclosure()
  return (
    <Page title="API keys" actions={mayAdminister && <Button onClick={open}>New API key</Button>}>
      <Sheet isFlush>
        {mayAdminister ? (
          <Keys workspace={workspace} />
        ) : (
          <Empty title="Your key may not see the others">
            Sign in with a key that has the scope <code>admin</code>.
          </Empty>
        )}
      </Sheet>
      {isOpen && <NewKeyDialog workspace={workspace} onClose={close} />}
    </Page>
  )
}

function Keys({ workspace }: { readonly workspace: string }) {
  const [page, setPage] = useState(1)
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(
    keysQuery(workspace, page),
  )
  if (data === undefined) {
    if (error) return <Problem error={error} onRetry={() => void refetch()} />
    return isPending ? <Loading what="API keys" /> : null
  }
  if (data.pagination.total === 0) {
    return (
      <Empty title="No API keys yet">
        Programs publish events and manage webhooks with an API key of their own.
      </Empty>
    )
  }
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      <KeyTable workspace={workspace} keys={data.data} isStale={isPlaceholderData} />
      <PageTurner
        onBack={page > 1 ? () => setPage(page - 1) : undefined}
        onOn={page < data.pagination.pages ? () => setPage(page + 1) : undefined}
        backName="Back"
        onName="Next"
      >
        {`Page ${page} of ${data.pagination.pages}`}
      </PageTurner>
    </>
  )
}
