import { Button } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { isReversed, type ChosenSpan } from './time-span.ts'
import { TimeSpanFields } from './time-span-fields.tsx'

export interface TimeSpanFormProps {
  readonly span: ChosenSpan
  /** Called when the person says so, not with each key: half a date is another date. */
  readonly onChange: (span: ChosenSpan) => void
  /** True: a beginning has to be chosen. */
  readonly isRequired?: boolean
}

/** A span of one's own for what is shown, which changes with every answer. */
export function TimeSpanForm({ span, onChange, isRequired = false }: TimeSpanFormProps) {
  const [chosen, setChosen] = useState(span)

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!isReversed(chosen)) onChange({ ...chosen, since: '' })
  }

  return (
    <form onSubmit={submit} aria-label="Span of time">
      <TimeSpanFields span={span} onChange={setChosen} isRequired={isRequired}>
        <Button type="submit" size="compact-sm" variant="default" disabled={isReversed(chosen)}>
          Use
        </Button>
      </TimeSpanFields>
    </form>
  )
}
