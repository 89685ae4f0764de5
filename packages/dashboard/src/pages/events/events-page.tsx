import { SegmentedControl } from '@mantine/core'
import { useSearchParams } from 'react-router'
import { useCapabilities } from '../../api/capabilities.ts'
import { Page } from '../../components/page.tsx'
import { useParam } from '../use-param.ts'
import { EventSearch } from './event-search.tsx'
import { PublishedEvents } from './published-events.tsx'
import { RejectedEvents } from './rejected-events.tsx'

/** What was published in a workspace, as it comes. */
export function EventsPage() {
  const workspace = useParam('workspace')
  const [params, setParams] = useSearchParams()
  const { mayReadRejected } = useCapabilities()
  const shown = params.get('show') === 'rejected' && mayReadRejected ? 'rejected' : 'published'
  return (
    <Page
      title="Events"
      actions={
        <>
          <EventSearch path={`/workspaces/${workspace}/events`} />
          {mayReadRejected && (
            <SegmentedControl
              size="xs"
              value={shown}
              onChange={(value) => setParams(value === 'rejected' ? { show: value } : {})}
              data={[
                { value: 'published', label: 'Published' },
                { value: 'rejected', label: 'Rejected' },
              ]}
              aria-label="Which events"
            />
          )}
        </>
      }
    >
      {shown === 'rejected' ? (
        <RejectedEvents workspace={workspace} />
      ) : (
        <PublishedEvents workspace={workspace} />
      )}
    </Page>
  )
}
