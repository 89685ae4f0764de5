import { useQuery } from '@tanstack/react-query'
import { allEventTypesQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { usePageNumber } from '../../components/use-page-number.ts'
import { useParam } from '../use-param.ts'
import { EventTypeEntry } from './event-type-entry.tsx'
import styles from './event-types.module.css'

/** What can be published in a workspace, with the schema that data has to fit and an example. */
export function EventTypesPage() {
  const workspace = useParam('workspace')
  const { page, turner } = usePageNumber()
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
        <PageTurner {...turner(data?.pagination.pages)} />
      </Sheet>
    </Page>
  )
}
