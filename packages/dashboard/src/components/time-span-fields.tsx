import { Button, Group, Text, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { localFieldOf, momentOfLocalField, zoneName, type ChosenSpan } from './time-span.ts'

export interface TimeSpanFieldsProps {
  readonly span: ChosenSpan
  /** Called when the person says so, not with each key: half a date is another date. */
  readonly onChange: (span: ChosenSpan) => void
  /** True: a beginning has to be chosen. */
  readonly isRequired: boolean
}

/** From one moment to another, either of which may be left open. */
export function TimeSpanFields({ span, onChange, isRequired }: TimeSpanFieldsProps) {
  const [from, setFrom] = useState(localFieldOf(span.from))
  const [to, setTo] = useState(localFieldOf(span.to))
  const isReversed = from !== '' && to !== '' && from >= to
  const zone = zoneName()

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (isReversed) return
    onChange({ since: '', from: momentOfLocalField(from), to: momentOfLocalField(to) })
  }

  return (
    <form onSubmit={submit} aria-label="Span of time">
      <Group gap="xs">
        <TextInput
          size="xs"
          type="datetime-local"
          aria-label={`From (${zone})`}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
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
          onChange={(event) => setTo(event.currentTarget.value)}
          error={isReversed}
        />
        <Button type="submit" size="compact-sm" variant="default" disabled={isReversed}>
          Use
        </Button>
        <Text span size="xs" c="dimmed" role="status">
          {isReversed ? 'The first has to be earlier than the second.' : zone}
        </Text>
      </Group>
    </form>
  )
}
