import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { eventsQuery, type EventListFilter } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { EventFilters, spans } from './event-filters.tsx'
import { EventTable } from './event-table.tsx'
import { useLiveEvents } from './use-live-events.ts'

export function PublishedEvents({ workspace }: { readonly workspace: string }) {
  const [type, setType] = useState('')
  const [since, setSince] = useState('')
  const [isPaused, setIsPaused] = useState(false)
  // Made once for each choice: a time that moved with each look would be another query each time.
  const filter = useMemo(() => filterOf(type, since), [type, since])
  const live = useLiveEvents(workspace, filter.type, !isPaused)
  return (
    <Sheet
      title="Published"
      isFlush
      actions={
        <Group gap="xs">
          <StatusBadge tone={isPaused ? 'plain' : live.state === 'live' ? 'good' : 'wait'}>
            {isPaused ? 'Paused' : live.state === 'live' ? 'Live' : 'Connecting'}
          </StatusBadge>
          <Button variant="default" size="compact-sm" onClick={() => setIsPaused(!isPaused)}>
            {isPaused ? 'Go on' : 'Pause'}
          </Button>
          <EventFilters
            workspace={workspace}
            type={type}
            onType={setType}
            since={since}
            onSince={setSince}
          />
        </Group>
      }
    >
      <EventPages
        key={`${type} ${since}`}
        workspace={workspace}
        filter={filter}
        live={live.events}
      />
    </Sheet>
  )
}

function filterOf(type: string, since: string): EventListFilter {
  const span = spans.find(({ value }) => value === since)
  return {
    type: type === '' ? undefined : type,
    from: span && new Date(Date.now() - span.spanMs).toISOString(),
  }
}

interface EventPagesProps {
  readonly workspace: string
  readonly filter: EventListFilter
  /** Newer than what is listed, or listed too. */
  readonly live: ReturnType<typeof useLiveEvents>['events']
}

function EventPages({ workspace, filter, live }: EventPagesProps) {
  // Where each page up to this one begins; null: at the newest.
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null])
  const cursor = cursors.at(-1) ?? null
  const query = eventsQuery(workspace, filter, cursor)
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(query)
  const next = data?.next_cursor ?? null
  const listed = data?.data ?? []
  const known = new Set(listed.map(({ id }) => id))
  const isWanted = ({ type }: { readonly type: string }) => (filter.type ?? type) === type
  const fresh =
    cursor === null ? live.filter((event) => !known.has(event.id) && isWanted(event)) : []
  const shown = [...fresh, ...listed]
  const isFiltered = filter.type !== undefined || filter.from !== undefined
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Loading what="events" />}
      {data !== undefined && shown.length === 0 && (
        <Empty title={isFiltered ? 'No such event' : 'Nothing was published yet'}>
          {isFiltered
            ? 'No event fits these filters.'
            : 'Events stand here as soon as they are published.'}
        </Empty>
      )}
      {shown.length > 0 && (
        <EventTable workspace={workspace} events={shown} isStale={isPlaceholderData} />
      )}
      <PageTurner
        onBack={cursors.length > 1 ? () => setCursors(cursors.slice(0, -1)) : undefined}
        onOn={next === null || isPlaceholderData ? undefined : () => setCursors([...cursors, next])}
      >
        {`Page ${cursors.length}`}
      </PageTurner>
    </>
  )
}
