import { Button } from '@mantine/core'
import type { ListedDelivery } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCapabilities } from '../api/capabilities.ts'
import { deliveriesQuery, type DeliveryFilter } from '../api/queries.ts'
import { DeliveryTable } from './delivery-table.tsx'
import { Empty } from './empty.tsx'
import { Loading } from './loading.tsx'
import { NothingHere } from './nothing-here.tsx'
import { PageTurner } from './page-turner.tsx'
import { Problem } from './problem.tsx'
import { ReplayManyDialog } from './replay-many-dialog.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { useCursors } from './use-cursors.ts'
import { useSelection } from './use-selection.ts'

export interface DeliveryPagesProps {
  readonly workspace: string
  readonly filter: DeliveryFilter
  readonly isFiltered: boolean
  /** Names of webhooks by their ids; undefined: all go to the one that the page is about. */
  readonly webhooks?: ReadonlyMap<string, string>
}

/** Deliveries page by page, newest first. Other filters make another list: give it their key. */
export function DeliveryPages({ workspace, filter, isFiltered, webhooks }: DeliveryPagesProps) {
  const { cursor, isFirst, turner } = useCursors()
  const [isReplaying, setIsReplaying] = useState(false)
  const selection = useSelection<ListedDelivery>()
  const { mayReplay } = useCapabilities()
  const query = deliveriesQuery(workspace, filter, cursor)
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(query)
  const next = data?.next_cursor ?? null
  const deliveries = data?.data ?? []
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Loading what="deliveries" />}
      {data?.data.length === 0 && (
        <NothingHere isFirst={isFirst} isLast={next === null}>
          {isFiltered ? (
            <Empty title="No such delivery">No delivery fits these filters.</Empty>
          ) : (
            <Empty title="Nothing was sent yet">
              When an event that a webhook wants is published, its delivery stands here. Send a test
              from the webhook’s page to see one now.
            </Empty>
          )}
        </NothingHere>
      )}
      {deliveries.length > 0 && (
        <DeliveryTable
          workspace={workspace}
          deliveries={deliveries}
          webhooks={webhooks}
          selection={mayReplay ? selection : undefined}
          isStale={isPlaceholderData}
        />
      )}
      {mayReplay && (
        <SelectionBar items={deliveries} selection={selection}>
          <Button size="compact-sm" onClick={() => setIsReplaying(true)}>
            Send again
          </Button>
        </SelectionBar>
      )}
      <PageTurner {...turner(isPlaceholderData ? null : next)} />
      {isReplaying && (
        <ReplayManyDialog
          workspace={workspace}
          deliveries={[...selection.chosen.values()]}
          onClose={(isDone) => {
            setIsReplaying(false)
            if (isDone) selection.clear()
          }}
        />
      )}
    </>
  )
}
