import styles from './sparkline.module.css'

export interface SparklineProps {
  /** By the hour, the current one last. */
  readonly success: readonly number[]
  readonly failed: readonly number[]
}

const height = 28
const step = 5
const bar = 4
/** So that one delivery among thousands is still seen. */
const least = 2

/** Deliveries by the hour as bars, what failed on top. The numbers stand beside it as text. */
export function Sparkline({ success, failed }: SparklineProps) {
  const most = Math.max(1, ...success.map((count, hour) => count + (failed[hour] ?? 0)))
  const scale = (count: number): number =>
    count === 0 ? 0 : Math.max(least, (count / most) * (height - least))
  return (
    <svg
      className={styles.sparkline}
      viewBox={`0 0 ${success.length * step} ${height}`}
      width={success.length * step}
      height={height}
      aria-hidden
    >
      {success.map((arrived, hour) => {
        const good = scale(arrived)
        const bad = scale(failed[hour] ?? 0)
        return (
          // The place in the list is the hour, which is what a bar is about.
          // oxlint-disable-next-line react/no-array-index-key
          <g key={hour} transform={`translate(${hour * step} 0)`}>
            <rect className={styles.base} y={height - 1} width={bar} height={1} />
            <rect className={styles.good} y={height - good} width={bar} height={good} />
            <rect className={styles.bad} y={height - good - bad} width={bar} height={bad} />
          </g>
        )
      })}
    </svg>
  )
}
