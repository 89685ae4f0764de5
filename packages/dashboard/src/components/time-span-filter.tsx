import { useState } from 'react'
import { anyTime, type ChosenSpan } from './time-span.ts'
import { TimeSpanForm } from './time-span-form.tsx'
import { ownSpan, TimeSpanSelect } from './time-span-select.tsx'

export interface TimeSpanFilterProps {
  readonly span: ChosenSpan
  readonly onChange: (span: ChosenSpan) => void
}

/** How far back, or from one moment to another, for a list. */
export function TimeSpanFilter({ span, onChange }: TimeSpanFilterProps) {
  const [isChoosing, setIsChoosing] = useState(false)
  const isOwn = isChoosing || span.from !== '' || span.to !== ''

  function choose(value: string): void {
    setIsChoosing(value === ownSpan)
    if (value !== ownSpan) onChange({ ...anyTime, since: value })
  }

  return (
    <>
      <TimeSpanSelect value={isOwn ? ownSpan : span.since} onChange={choose} hasAnyTime />
      {isOwn && <TimeSpanForm key={`${span.from} ${span.to}`} span={span} onChange={onChange} />}
    </>
  )
}
