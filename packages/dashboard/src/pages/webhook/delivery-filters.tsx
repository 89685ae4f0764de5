import { Group, NativeSelect } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { eventTypesQuery } from '../../api/queries.ts'
import { type FilterValues, spans } from './use-delivery-filter.ts'

export interface DeliveryFiltersProps {
  readonly workspace: string
  readonly webhook: Webhook
  readonly values: FilterValues
  readonly onChange: (name: keyof FilterValues, value: string) => void
}

const statuses = [
  { value: '', label: 'Any state' },
  { value: 'pending', label: 'Waiting or retrying' },
  { value: 'success', label: 'Delivered' },
  { value: 'failed', label: 'Failed or canceled' },
]

export function DeliveryFilters({ workspace, webhook, values, onChange }: DeliveryFiltersProps) {
  const { data: types = [] } = useQuery(eventTypesQuery(workspace, webhook.profile ?? 'standard'))
  const names = new Set([...types.map(({ name }) => name), ...webhook.events])
  if (values.type !== '') names.add(values.type)
  names.delete('*')
  const known = Array.from(names).toSorted()
  return (
    <Group gap="xs">
      <NativeSelect
        size="xs"
        aria-label="State"
        value={values.status}
        onChange={(event) => onChange('status', event.currentTarget.value)}
        data={statuses}
      />
      <NativeSelect
        size="xs"
        aria-label="Event type"
        value={values.type}
        onChange={(event) => onChange('type', event.currentTarget.value)}
        data={[
          { value: '', label: 'Any event' },
          ...known.map((name) => ({ value: name, label: name })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label="Time"
        value={values.since}
        onChange={(event) => onChange('since', event.currentTarget.value)}
        data={[{ value: '', label: 'Any time' }, ...spans]}
      />
    </Group>
  )
}
