import { Text } from '@mantine/core'
import type { DeliveryDetail } from '@posthorn/sdk/client'
import { Moment } from '../../components/moment.tsx'
import { Payload } from '../../components/payload.tsx'
import { TimelineAttempt } from './timeline-attempt.tsx'
import styles from './timeline.module.css'

/** Attempts, the first one first, and when the next one is due; the latest one is open. */
export function Timeline({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { attempt_log: attempts, next_attempt_at: nextAttemptAt, request_body: body } = delivery
  if (attempts.length === 0) return <NothingYet delivery={delivery} />
  return (
    <ol className={styles.timeline}>
      {attempts.map((attempt, index) => (
        <TimelineAttempt
          key={attempt.number}
          attempt={attempt}
          requestBody={body}
          isOpenAtFirst={index === attempts.length - 1}
        />
      ))}
      {nextAttemptAt !== null && (
        <li className={styles.step} data-tone="wait">
          <Text size="sm">
            Attempt {attempts.length + 1} is due <Moment at={nextAttemptAt} />
          </Text>
        </li>
      )}
    </ol>
  )
}

function NothingYet({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { status, request_body: body } = delivery
  return (
    <>
      <Text size="sm" c="dimmed">
        {status === 'pending' ? 'It waits for its turn.' : 'No attempt was made.'}
      </Text>
      {body !== null && <Payload text={body} what="the body" />}
    </>
  )
}
