import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { allEventTypesQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { useParam } from '../use-param.ts'
import { EventTypeEntry } from './event-type-entry.tsx'
import styles from './event-types.module.css'

/** What can be published in a workspace, with the schema that data has to fit and an example. */
export function EventTypesPage() {
  const workspace = useParam('workspace')
  const [page, setPage] = useState(1)
  const { data, error, isPending, refetch } = useQuery(allEventTypesQuery(workspace, page))
  return (
    <Page title="Event types">
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      <Sheet isFlush>
        {isPending && !error && <Loading what="event types" />}
        {data?.data.length === 0 && (
          <Empty title="No event types">They are made known through the API.</Empty>
        )}
        {data !== undefined && data.data.length > 0 && (
          <ul className={styles.list}>
            {data.data.map((type) => (
              <EventTypeEntry key={`${type.origin} ${type.profile} ${type.name}`} type={type} />
            ))}
          </ul>
        )}
        {data && (
          <PageTurner
            onBack={page > 1 ? () => setPage(page - 1) : undefined}
            onOn={page < data.pagination.pages ? () => setPage(page + 1) : undefined}
            backName="Back"
            onName="On"
          >
            {`Page ${page} of ${data.pagination.pages}`}
          </PageTurner>
        )}
      </Sheet>
    </Page>
  )
}
