import type { Webhook } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { eventTypesQuery } from '../../api/queries.ts'
import { DeliveryFilters } from '../../components/delivery-filters.tsx'
import { DeliveryPages } from '../../components/delivery-pages.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { useDeliveryFilter } from '../../components/use-delivery-filter.ts'

export interface DeliveryListProps {
  readonly workspace: string
  readonly webhook: Webhook
}

export function DeliveryList({ workspace, webhook }: DeliveryListProps) {
  const { filter, isFiltered, values, change } = useDeliveryFilter()
  const { data: types = [] } = useQuery(eventTypesQuery(workspace, webhook.profile ?? 'standard'))
  return (
    <Sheet
      title="Deliveries"
      isFlush
      actions={
        <DeliveryFilters
          types={[...types.map(({ name }) => name), ...webhook.events]}
          values={values}
          onChange={change}
        />
      }
    >
      <DeliveryPages
        key={JSON.stringify(values)}
        workspace={workspace}
        filter={{ ...filter, webhook: webhook.id }}
        isFiltered={isFiltered}
      />
    </Sheet>
  )
}
