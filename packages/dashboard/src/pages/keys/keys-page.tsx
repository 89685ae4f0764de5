import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useCapabilities } from '../../api/capabilities.ts'
import { keysQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { NotAllowed } from '../../components/not-allowed.tsx'
import { Page } from '../../components/page.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { usePageNumber } from '../../components/use-page-number.ts'
import { useParam } from '../use-param.ts'
import { KeyTable } from './key-table.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'

export function KeysPage() {
  const workspace = useParam('workspace')
  const { mayManageKeys } = useCapabilities()
  const [isOpen, { open, close }] = useDisclosure()
  return (
    <Page title="API keys" actions={mayManageKeys && <Button onClick={open}>New API key</Button>}>
      <Sheet isFlush>
        {mayManageKeys ? <Keys workspace={workspace} /> : <NotAllowed what="manage API keys" />}
      </Sheet>
      {isOpen && <NewKeyDialog workspace={workspace} onClose={close} />}
    </Page>
  )
}

function Keys({ workspace }: { readonly workspace: string }) {
  const { page, turner } = usePageNumber()
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
      <PageTurner {...turner(data.pagination.pages)} />
    </>
  )
}
