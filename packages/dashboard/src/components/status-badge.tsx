import styles from './status-badge.module.css'

export interface StatusBadgeProps {
  readonly tone: 'good' | 'bad' | 'wait' | 'plain'
  readonly children: string
}

/** A state in a word; the colour only repeats it. */
export function StatusBadge({ tone, children }: StatusBadgeProps) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  )
}
