import { NativeSelect } from '@mantine/core'
import { recentSpans } from './time-span.ts'

/** Chosen for a span of one's own. */
export const ownSpan = 'own'

export interface TimeSpanSelectProps {
  /** How far back, {@link ownSpan}, or empty for any time. */
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hasAnyTime?: boolean
}

export function TimeSpanSelect({ value, onChange, hasAnyTime = false }: TimeSpanSelectProps) {
  return (
    <NativeSelect
      size="xs"
      aria-label="Time"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        ...(hasAnyTime ? [{ value: '', label: 'Any time' }] : []),
        ...recentSpans.map((span) => ({ value: span.value, label: span.label })),
        { value: ownSpan, label: 'From … to …' },
      ]}
    />
  )
}
