import type { Overview } from '@posthorn/sdk/client'
import type { ReactNode } from 'react'
import { formatDuration } from '../../components/format-time.ts'
import { Moment } from '../../components/moment.tsx'
import { formatRate } from '../../components/statistics.ts'
import styles from './overview.module.css'

/** The numbers that one looks at first. */
export function Figures({ overview }: { readonly overview: Overview }) {
  const { total, pending } = overview
  const ended = total.success + total.failed
  const waiting = pending.parked + pending.scheduled
  return (
    <dl className={styles.figures}>
      <Figure name="Success rate" detail={`of ${count(ended)} deliveries`}>
        {formatRate(total.success, ended)}
      </Figure>
      <Figure name="Failed" detail={`${count(total.canceled)} canceled`}>
        {count(total.failed)}
      </Figure>
      <Figure
        name="Attempts take"
        detail={`95 % ${duration(total.p95_ms)} · 99 % ${duration(total.p99_ms)}`}
      >
        {duration(total.p50_ms)}
      </Figure>
      <Figure name="Oldest that waits" detail={`${count(waiting)} wait in all`}>
        {pending.oldest_at === null ? 'Nothing' : <Moment at={pending.oldest_at} />}
      </Figure>
    </dl>
  )
}

interface FigureProps {
  readonly name: string
  readonly detail: string
  readonly children: ReactNode
}

function Figure({ name, detail, children }: FigureProps) {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd>
        <strong>{children}</strong>
        <span>{detail}</span>
      </dd>
    </div>
  )
}

export function duration(durationMs: number | null): string {
  return durationMs === null ? '–' : formatDuration(durationMs)
}

export function count(number: number): string {
  return number.toLocaleString('en')
}
