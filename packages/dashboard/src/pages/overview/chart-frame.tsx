import type { ReactElement } from 'react'
import { ResponsiveContainer } from 'recharts'
import styles from './overview.module.css'

export interface ChartFrameProps {
  /** What it shows, for those who hear it. */
  readonly label: string
  readonly children: ReactElement
}

export function ChartFrame({ label, children }: ChartFrameProps) {
  return (
    <div className={styles.chart} role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height="100%">
        {children}
      </ResponsiveContainer>
    </div>
  )
}
