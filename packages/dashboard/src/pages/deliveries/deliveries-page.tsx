import { Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { useCapabilities } from '../../api/capabilities.ts'
import { eventTypesQuery, webhookNamesQuery } from '../../api/queries.ts'
import { DeliveryFilters } from '../../components/delivery-filters.tsx'
import { DeliveryPages } from '../../components/delivery-pages.tsx'
import { Page } from '../../components/page.tsx'
import { RecoverDialog } from '../../components/recover-dialog.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { useDeliveryFilter } from '../../components/use-delivery-filter.ts'
import { useParam } from '../use-param.ts'

const noNames: ReadonlyMap<string, string> = new Map()

/** What was sent to any webhook of a workspace. */
export function DeliveriesPage() {
  const workspace = useParam('workspace')
  const navigate = useNavigate()
  const [isRecovering, { open, close }] = useDisclosure()
  const { mayReplay } = useCapabilities()
  const { filter, isFiltered, values, change } = useDeliveryFilter()
  const { data: types = [] } = useQuery(eventTypesQuery(workspace, 'standard'))
  const { data: webhooks = noNames } = useQuery(webhookNamesQuery(workspace))
  return (
    <Page
      title="Deliveries"
      actions={
        mayReplay &&
        filter.webhook !== undefined && (
          <Button variant="default" onClick={open}>
            Recover by filter
          </Button>
        )
      }
    >
      <Sheet
        title={filter.webhook === undefined ? 'To all webhooks' : 'To one webhook'}
        isFlush
        actions={
          <DeliveryFilters
            types={types.map(({ name }) => name)}
            webhooks={webhooks}
            values={values}
            onChange={change}
          />
        }
      >
        <DeliveryPages
          key={JSON.stringify(values)}
          workspace={workspace}
          filter={filter}
          isFiltered={isFiltered}
          webhooks={webhooks}
        />
      </Sheet>
      {filter.webhook === undefined && (
        <Text size="sm" c="dimmed">
          Deliveries to webhooks that were deleted are not listed here: they stand with their
          events.
        </Text>
      )}
      {isRecovering && filter.webhook !== undefined && (
        <RecoverDialog
          workspace={workspace}
          webhook={filter.webhook}
          filter={values}
          onClose={close}
          // Its progress stands on the webhook's page.
          onBegun={() => void navigate(`/workspaces/${workspace}/webhooks/${filter.webhook}`)}
        />
      )}
    </Page>
  )
}
