import { Group, Text, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import {
  anyTime,
  isReversed,
  localFieldOf,
  momentOfLocalField,
  zoneName,
  type ChosenSpan,
} from './time-span.ts'

export interface TimeSpanFieldsProps {
  /** What they begin with. */
  readonly span: ChosenSpan
  /** Called with every change, also to half a date, which is no moment or another one. */
  readonly onChange: (span: ChosenSpan) => void
  /** True: a beginning has to be chosen. */
  readonly isRequired?: boolean
  /** What stands beside them. */
  readonly children?: ReactNode
}

/** From one moment to another, either of which may be left open. */
export function TimeSpanFields(props: TimeSpanFieldsProps) {
  const { span, onChange, isRequired = false, children } = props
  const [from, setFrom] = useState(localFieldOf(span.from))
  const [to, setTo] = useState(localFieldOf(span.to))
  const chosen = spanOf(from, to)
  const zone = zoneName()
  return (
    <Group gap="xs">
      <TextInput
        size="xs"
        type="datetime-local"
        aria-label={`From (${zone})`}
        value={from}
        onChange={({ currentTarget: { value } }) => {
          setFrom(value)
          onChange(spanOf(value, to))
        }}
        required={isRequired}
      />
      <Text span size="xs" c="dimmed">
        to
      </Text>
      <TextInput
        size="xs"
        type="datetime-local"
        aria-label={`To (${zone})`}
        value={to}
        onChange={({ currentTarget: { value } }) => {
          setTo(value)
          onChange(spanOf(from, value))
        }}
        error={isReversed(chosen)}
      />
      {children}
      <Text span size="xs" c="dimmed" role="status">
        {isReversed(chosen) ? 'The first has to be earlier than the second.' : zone}
      </Text>
    </Group>
  )
}

function spanOf(from: string, to: string): ChosenSpan {
  return { ...anyTime, from: momentOfLocalField(from), to: momentOfLocalField(to) }
}
