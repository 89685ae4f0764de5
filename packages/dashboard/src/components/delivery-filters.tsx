import { Group, NativeSelect } from '@mantine/core'
import { TimeSpanFilter } from './time-span-filter.tsx'
import type { FilterValues } from './use-delivery-filter.ts'

export interface DeliveryFiltersProps {
  /** The event types to choose from. */
  readonly types: readonly string[]
  /** By id, the webhooks to choose from; undefined: the list is of one. */
  readonly webhooks?: ReadonlyMap<string, string>
  readonly values: FilterValues
  readonly onChange: (changes: Partial<FilterValues>) => void
}

const statuses = [
  { value: '', label: 'Any state' },
  { value: 'pending', label: 'Waiting or retrying' },
  { value: 'success', label: 'Delivered' },
  { value: 'failed', label: 'Failed or canceled' },
]

export function DeliveryFilters({ types, webhooks, values, onChange }: DeliveryFiltersProps) {
  const { status, type, webhook, since, from, to } = values
  const known = new Set([...types, ...(type === '' ? [] : [type])])
  known.delete('*')
  return (
    <Group gap="xs">
      <NativeSelect
        size="xs"
        aria-label="State"
        value={status}
        onChange={(event) => onChange({ status: event.currentTarget.value })}
        data={statuses}
      />
      <NativeSelect
        size="xs"
        maw={240}
        aria-label="Event type"
        value={type}
        onChange={(event) => onChange({ type: event.currentTarget.value })}
        data={[
          { value: '', label: 'Any event' },
          ...Array.from(known, (name) => ({ value: name, label: name })).toSorted(byLabel),
        ]}
      />
      {webhooks && (
        <NativeSelect
          size="xs"
          maw={240}
          aria-label="Webhook"
          value={webhook}
          onChange={(event) => onChange({ webhook: event.currentTarget.value })}
          data={[
            { value: '', label: 'Any webhook' },
            ...(webhook === '' || webhooks.has(webhook)
              ? []
              : [{ value: webhook, label: webhook }]),
            ...Array.from(webhooks, ([value, label]) => ({ value, label })).toSorted(byLabel),
          ]}
        />
      )}
      <TimeSpanFilter span={{ since, from, to }} onChange={onChange} />
    </Group>
  )
}

function byLabel(a: { readonly label: string }, b: { readonly label: string }): number {
  return a.label.localeCompare(b.label, 'en')
}
