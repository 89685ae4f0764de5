import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useCapabilities } from '../../api/capabilities.ts'
import { operatorsQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { NotAllowed } from '../../components/not-allowed.tsx'
import { Page } from '../../components/page.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { usePageNumber } from '../../components/use-page-number.ts'
import { NewOperatorDialog } from './new-operator-dialog.tsx'
import { OperatorTable } from './operator-table.tsx'

/** Those who run the server: everybody here may do everything. */
export function OperatorsPage() {
  const { isOperator, mayAdminister } = useCapabilities()
  const [isOpen, { open, close }] = useDisclosure()
  const isAllowed = isOperator && mayAdminister
  return (
    <Page title="Operators" actions={isAllowed && <Button onClick={open}>Add an operator</Button>}>
      <Sheet isFlush>{isAllowed ? <Operators /> : <NotAllowed what="manage operators" />}</Sheet>
      {isOpen && <NewOperatorDialog onClose={close} />}
    </Page>
  )
}

function Operators() {
  const { page, turner } = usePageNumber()
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(operatorsQuery(page))
  if (data === undefined) {
    if (error) return <Problem error={error} onRetry={() => void refetch()} />
    return isPending ? <Loading what="operators" /> : null
  }
  if (data.pagination.total === 0) {
    return (
      <Empty title="No operators yet">
        Whoever you add signs in with a name and a password, and may do everything on this server.
        Until then, a key of the server is the way in.
      </Empty>
    )
  }
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      <OperatorTable operators={data.data} isStale={isPlaceholderData} />
      <PageTurner {...turner(data.pagination.pages)} />
    </>
  )
}
