import { Text } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { deliveriesQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageTurner } from '../../components/page-turner.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { DeliveryFilters } from './delivery-filters.tsx'
import { DeliveryTable } from './delivery-table.tsx'
import { useDeliveryFilter } from './use-delivery-filter.ts'

export interface DeliveryListProps {
  readonly workspace: string
  readonly webhook: Webhook
}

export function DeliveryList({ workspace, webhook }: DeliveryListProps) {
  const { filter, isFiltered, values, change } = useDeliveryFilter()
  return (
    <Sheet
      title="Deliveries"
      isFlush
      actions={
        <DeliveryFilters
          workspace={workspace}
          webhook={webhook}
          values={values}
          onChange={change}
        />
      }
    >
      {/* Other filters make another list, which begins at its beginning. */}
      <DeliveryPages
        key={JSON.stringify(values)}
        webhook={webhook.id}
        filter={filter}
        isFiltered={isFiltered}
      />
    </Sheet>
  )
}

interface DeliveryPagesProps {
  readonly webhook: string
  readonly filter: ReturnType<typeof useDeliveryFilter>['filter']
  readonly isFiltered: boolean
}

function DeliveryPages({ webhook, filter, isFiltered }: DeliveryPagesProps) {
  // Where each page up to this one begins; null: at the newest.
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null])
  const cursor = cursors.at(-1) ?? null
  const query = deliveriesQuery(webhook, filter, cursor)
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(query)
  const next = data?.next_cursor ?? null
  const isEmpty = data?.data.length === 0
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Loading what="deliveries" />}
      {isEmpty && next === null && cursors.length === 1 && (
        <Empty title={isFiltered ? 'No such delivery' : 'Nothing was sent yet'}>
          {isFiltered
            ? 'No delivery fits these filters.'
            : 'When an event of a chosen type is published, its delivery stands here. Send a test to see one now.'}
        </Empty>
      )}
      {isEmpty && (next !== null || cursors.length > 1) && (
        <Text size="sm" c="dimmed" ta="center" py="lg">
          {next === null ? 'That was all.' : 'None among these. There are older ones to look at.'}
        </Text>
      )}
      {data !== undefined && !isEmpty && (
        <DeliveryTable deliveries={data.data} isStale={isPlaceholderData} />
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
