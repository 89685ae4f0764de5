import type { ReactNode } from 'react'
import styles from './notice.module.css'

export interface NoticeProps {
  readonly tone: 'good' | 'bad' | 'wait' | 'plain'
  /** `alert` is read out at once, `status` when there is a pause. */
  readonly role?: 'alert' | 'status'
  readonly children: ReactNode
}

export function Notice({ tone, role, children }: NoticeProps) {
  return (
    <div className={styles.notice} data-tone={tone} role={role}>
      {children}
    </div>
  )
}
