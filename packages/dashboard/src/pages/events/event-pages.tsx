import type { ListedEvent } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { eventsQuery, type EventListFilter } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { NothingHere } from '../../components/nothing-here.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { useCursors } from '../../components/use-cursors.ts'
import { EventTable } from './event-table.tsx'

export interface EventPagesProps {
  /** null: all of them. */
  readonly workspace: string | null
  readonly filter: EventListFilter
  /** Newer than what is listed, or listed too. */
  readonly live: readonly ListedEvent[]
}

/** Events page by page, newest first. Other filters make another list: give it their key. */
export function EventPages({ workspace, filter, live }: EventPagesProps) {
  const { cursor, isFirst, turner } = useCursors()
  const query = eventsQuery(workspace, filter, cursor)
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(query)
  const next = data?.next_cursor ?? null
  const listed = data?.data ?? []
  const known = new Set(listed.map(({ id }) => id))
  const isWanted = ({ type }: ListedEvent) => (filter.type ?? type) === type
  const isOpenEnded = filter.to === undefined
  const fresh =
    isFirst && isOpenEnded ? live.filter((event) => !known.has(event.id) && isWanted(event)) : []
  const shown = [...fresh, ...listed]
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Loading what="events" />}
      {data !== undefined && shown.length === 0 && (
        <NothingHere isFirst={isFirst} isLast={next === null}>
          <Empty title={isFiltered ? 'No such event' : 'Nothing was published yet'}>
            {isFiltered
              ? 'No event fits these filters.'
              : 'Events stand here as soon as they are published.'}
          </Empty>
        </NothingHere>
      )}
      {shown.length > 0 && (
        <EventTable
          events={shown}
          isStale={isPlaceholderData}
          isOfAllWorkspaces={workspace === null}
        />
      )}
      <PageTurner {...turner(isPlaceholderData ? null : next)} />
    </>
  )
}
