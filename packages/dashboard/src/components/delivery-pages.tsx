import { Button, Text } from '@mantine/core'
import type { ListedDelivery } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCapabilities } from '../api/capabilities.ts'
import { deliveriesQuery, type DeliveryFilter } from '../api/queries.ts'
import { DeliveryTable } from './delivery-table.tsx'
import { Empty } from './empty.tsx'
import { Loading } from './loading.tsx'
import { PageTurner } from './page-turner.tsx'
import { Problem } from './problem.tsx'
import { ReplayManyDialog } from './replay-many-dialog.tsx'
import { SelectionBar } from './selection-bar.tsx'
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
  // Where each page up to this one begins; null: at the newest.
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null])
  const [isReplaying, setIsReplaying] = useState(false)
  const selection = useSelection<ListedDelivery>()
  const { mayReplay } = useCapabilities()
  const cursor = cursors.at(-1) ?? null
  const query = deliveriesQuery(workspace, filter, cursor)
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(query)
  const next = data?.next_cursor ?? null
  const deliveries = data?.data ?? []
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Loading what="deliveries" />}
      {data?.data.length === 0 && (
        <NothingHere
          isFirst={cursors.length === 1}
          isLast={next === null}
          isFiltered={isFiltered}
        />
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
      <SelectionBar items={deliveries} selection={selection}>
        <Button size="compact-sm" onClick={() => setIsReplaying(true)}>
          Send again
        </Button>
      </SelectionBar>
      <PageTurner
        onBack={cursors.length > 1 ? () => setCursors(cursors.slice(0, -1)) : undefined}
        onOn={next === null || isPlaceholderData ? undefined : () => setCursors([...cursors, next])}
      >
        {`Page ${cursors.length}`}
      </PageTurner>
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

interface NothingHereProps {
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly isFiltered: boolean
}

function NothingHere({ isFirst, isLast, isFiltered }: NothingHereProps) {
  if (!isFirst || !isLast) {
    return (
      <Text size="sm" c="dimmed" ta="center" py="lg">
        {isLast ? 'That was all.' : 'None among these. There are older ones to look at.'}
      </Text>
    )
  }
  return isFiltered ? (
    <Empty title="No such delivery">No delivery fits these filters.</Empty>
  ) : (
    <Empty title="Nothing was sent yet">
      When an event that a webhook wants is published, its delivery stands here. Send a test from
      the webhook’s page to see one now.
    </Empty>
  )
}
