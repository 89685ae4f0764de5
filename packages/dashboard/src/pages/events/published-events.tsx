import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { Sheet } from '../../components/sheet.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { EventFilters } from './event-filters.tsx'
import { EventPages } from './event-pages.tsx'
import { useEventFilter } from './use-event-filter.ts'
import { useLiveEvents } from './use-live-events.ts'

/** @param workspace - null: all of them */
export function PublishedEvents({ workspace }: { readonly workspace: string | null }) {
  const { filter, values, change } = useEventFilter()
  const [isPaused, setIsPaused] = useState(false)
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
          <EventFilters workspace={workspace} values={values} onChange={change} />
        </Group>
      }
    >
      <EventPages
        key={JSON.stringify(values)}
        workspace={workspace}
        filter={filter}
        live={live.events}
      />
    </Sheet>
  )
}
