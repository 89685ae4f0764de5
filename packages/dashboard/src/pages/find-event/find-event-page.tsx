import { useQuery } from '@tanstack/react-query'
import { Navigate } from 'react-router'
import { isNotFound } from '../../api/describe-error.ts'
import { workspaceOfEventQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { useParam } from '../use-param.ts'

/** Leads the operator to an event of which only the id is known. */
export function FindEventPage() {
  const id = useParam('event')
  const { data: workspace, error, isPending, refetch } = useQuery(workspaceOfEventQuery(id))
  if (workspace !== undefined) {
    return <Navigate to={`/workspaces/${workspace}/events/${encodeURIComponent(id)}`} replace />
  }
  return (
    <Page title="Event" parent={{ to: '/events', name: 'Events' }}>
      {isPending && !error && <Loading what="the event" />}
      {isNotFound(error) && (
        <Empty title="There is no such event">It may be older than what is kept.</Empty>
      )}
      {error && !isNotFound(error) && <Problem error={error} onRetry={() => void refetch()} />}
    </Page>
  )
}
