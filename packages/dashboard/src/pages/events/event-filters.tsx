import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { eventTypesQuery } from '../../api/queries.ts'
import { TimeSpanFilter } from '../../components/time-span-filter.tsx'
import { TypeField } from './type-field.tsx'
import type { EventFilterValues } from './use-event-filter.ts'
import { WorkspaceField } from './workspace-field.tsx'

export interface EventFiltersProps {
  /** null: all of them. */
  readonly workspace: string | null
  readonly values: EventFilterValues
  readonly onChange: (changes: Partial<EventFilterValues>) => void
}

export function EventFilters({ workspace, values, onChange }: EventFiltersProps) {
  const { type, since, from, to } = values
  const onType = (changed: string): void => onChange({ type: changed })
  return (
    <>
      {workspace === null ? (
        <>
          <WorkspaceField />
          <TypeField key={type} type={type} onChange={onType} />
        </>
      ) : (
        <TypeSelect workspace={workspace} type={type} onChange={onType} />
      )}
      <TimeSpanFilter span={{ since, from, to }} onChange={onChange} />
    </>
  )
}

interface TypeSelectProps {
  readonly workspace: string
  readonly type: string
  readonly onChange: (type: string) => void
}

function TypeSelect({ workspace, type, onChange }: TypeSelectProps) {
  const { data: types = [] } = useQuery(eventTypesQuery(workspace, 'standard'))
  const names = new Set([...types.map(({ name }) => name), ...(type === '' ? [] : [type])])
  return (
    <NativeSelect
      size="xs"
      maw={240}
      aria-label="Event type"
      value={type}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: 'Any type' },
        ...Array.from(names, (name) => ({ value: name, label: name })),
      ]}
    />
  )
}
