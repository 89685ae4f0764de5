import { formatMoment } from '../../components/format-time.ts'
import type { Series } from './charts.tsx'
import styles from './overview.module.css'
import type { Point } from './points.ts'

export interface ChartHintProps {
  readonly series: readonly Series[]
  readonly format: (value: number) => string
  /** The chart's library fills these in. */
  readonly active?: boolean
  readonly payload?: readonly { readonly payload: Point }[]
}

/** What stands beside the pointer. */
export function ChartHint({ series, format, active = false, payload = [] }: ChartHintProps) {
  const point = payload[0]?.payload
  if (!active || point === undefined) return null
  return (
    <div className={styles.hint}>
      <strong>{formatMoment(point.atMs)}</strong>
      <ul className={styles.legend} style={{ flexDirection: 'column' }}>
        {series.map(({ field, name, color }) => {
          const value = point[field]
          return (
            <li key={field}>
              <i style={{ background: color }} />
              {name}: {value === null ? '–' : format(value)}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
