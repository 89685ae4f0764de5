import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { anyTime, recentSpans, type ChosenSpan } from './time-span.ts'
import { TimeSpanFields } from './time-span-fields.tsx'

export interface TimeSpanFilterProps {
  readonly span: ChosenSpan
  readonly onChange: (span: ChosenSpan) => void
  /** True: a beginning has to be chosen. */
  readonly isRequired?: boolean
}

const own = 'own'

/** How far back, or from one moment to another. */
export function TimeSpanFilter({ span, onChange, isRequired = false }: TimeSpanFilterProps) {
  const isOwn = span.from !== '' || span.to !== ''
  const [isChoosing, setIsChoosing] = useState(isOwn)

  function choose(value: string): void {
    setIsChoosing(value === own)
    if (value !== own) onChange({ ...anyTime, since: value })
  }

  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="Time"
        value={isChoosing || isOwn ? own : span.since}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          ...(isRequired ? [] : [{ value: '', label: 'Any time' }]),
          ...recentSpans.map(({ value, label }) => ({ value, label })),
          { value: own, label: 'From … to …' },
        ]}
      />
      {(isChoosing || isOwn) && (
        <TimeSpanFields
          key={`${span.from} ${span.to}`}
          span={span}
          onChange={onChange}
          isRequired={isRequired}
        />
      )}
    </>
  )
}
