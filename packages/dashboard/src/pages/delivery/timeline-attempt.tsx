import { Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useId } from 'react'
import { AttemptView, type AttemptViewProps } from '../../components/attempt-view.tsx'
import { formatDuration } from '../../components/format-time.ts'
import { Moment } from '../../components/moment.tsx'
import styles from './timeline.module.css'

export interface TimelineAttemptProps extends AttemptViewProps {
  readonly isOpenAtFirst: boolean
}

export function TimelineAttempt({ attempt, requestBody, isOpenAtFirst }: TimelineAttemptProps) {
  const [isOpen, { toggle }] = useDisclosure(isOpenAtFirst)
  const id = useId()
  const { number, started_at, duration_ms, error, response } = attempt
  return (
    <li className={styles.step} data-tone={error === null ? 'good' : 'bad'}>
      <button
        type="button"
        className={styles.head}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={toggle}
      >
        <strong>Attempt {number}</strong>
        <bdi>{error ?? `HTTP ${response?.status_code ?? ''}`}</bdi>
        <Text span size="sm" c="dimmed">
          {formatDuration(duration_ms)} · <Moment at={started_at} />
        </Text>
      </button>
      <div id={id} className={styles.detail} hidden={!isOpen}>
        {isOpen && <AttemptView attempt={attempt} requestBody={requestBody} />}
      </div>
    </li>
  )
}
