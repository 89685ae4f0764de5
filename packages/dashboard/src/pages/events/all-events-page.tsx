import { Page } from '../../components/page.tsx'
import { EventSearch } from './event-search.tsx'
import { PublishedEvents } from './published-events.tsx'

/** For the operator: what was published in all workspaces, as it comes. */
export function AllEventsPage() {
  return (
    <Page title="Events of all workspaces" actions={<EventSearch path="/events" />}>
      <PublishedEvents workspace={null} />
    </Page>
  )
}
