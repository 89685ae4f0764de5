import { useQuery } from '@tanstack/react-query'
import { rejectedEventsQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { useCursors } from '../../components/use-cursors.ts'
import { EventTable } from './event-table.tsx'

export function RejectedEvents({ workspace }: { readonly workspace: string }) {
  const { cursor, turner } = useCursors()
  const query = rejectedEventsQuery(workspace, cursor)
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(query)
  const next = data?.next_cursor ?? null
  return (
    <Sheet title="Rejected" isFlush>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Loading what="rejected events" />}
      {data?.data.length === 0 && (
        <Empty title="Nothing was rejected">
          An event that is published inside a database transaction is checked afterwards. One that
          does not fit goes to nobody, and stands here with the reason.
        </Empty>
      )}
      {data !== undefined && data.data.length > 0 && (
        <EventTable events={data.data} isStale={isPlaceholderData} />
      )}
      <PageTurner {...turner(isPlaceholderData ? null : next)} />
    </Sheet>
  )
}
