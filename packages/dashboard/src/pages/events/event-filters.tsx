import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { eventTypesQuery } from '../../api/queries.ts'

const hourMs = 60 * 60 * 1000

/** How far back. */
export const spans = [
  { value: '1h', label: 'Last hour', spanMs: hourMs },
  { value: '24h', label: 'Last 24 hours', spanMs: 24 * hourMs },
  { value: '7d', label: 'Last 7 days', spanMs: 7 * 24 * hourMs },
]

export interface EventFiltersProps {
  readonly workspace: string
  /** Empty: any. */
  readonly type: string
  readonly onType: (type: string) => void
  /** Empty: any. */
  readonly since: string
  readonly onSince: (since: string) => void
}

export function EventFilters({ workspace, type, onType, since, onSince }: EventFiltersProps) {
  const { data: types = [] } = useQuery(eventTypesQuery(workspace, 'standard'))
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="Event type"
        value={type}
        onChange={(event) => onType(event.currentTarget.value)}
        data={[
          { value: '', label: 'Any type' },
          ...types.map(({ name }) => ({ value: name, label: name })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label="Time"
        value={since}
        onChange={(event) => onSince(event.currentTarget.value)}
        data={[{ value: '', label: 'Any time' }, ...spans]}
      />
    </>
  )
}
