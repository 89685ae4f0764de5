import { Stack, Text } from '@mantine/core'
import type { DeliveryDetail } from '@posthorn/sdk/client'
import type { ReactNode } from 'react'
import styles from './attempt-view.module.css'
import { HeaderList } from './header-list.tsx'
import { Notice } from './notice.tsx'
import { Payload } from './payload.tsx'
import { explainAttempt } from './explain-attempt.ts'

export type Attempt = DeliveryDetail['attempt_log'][number]

export interface AttemptViewProps {
  readonly attempt: Attempt
  /** What every attempt of the delivery sends; null: it is not known any more. */
  readonly requestBody: string | null
}

/** One attempt: what was sent, and what came back. */
export function AttemptView({ attempt, requestBody }: AttemptViewProps) {
  const { request_headers: headers, response } = attempt
  const explanation = explainAttempt(attempt)
  return (
    <Stack gap="md">
      {explanation !== null && <Notice tone="bad">{explanation}</Notice>}
      <div className={styles.sides}>
        <Part title="Request">
          {headers === null ? (
            <Text size="sm" c="dimmed">
              No request was made.
            </Text>
          ) : (
            <HeaderList headers={headers} name="Request headers" />
          )}
          {requestBody === null ? (
            <Text size="sm" c="dimmed">
              The body is not known any more.
            </Text>
          ) : (
            <Payload text={requestBody} what="the request body" />
          )}
        </Part>
        <Part title={response === null ? 'Answer' : `Answer: ${response.status_code}`}>
          {response === null ? (
            <Text size="sm" c="dimmed">
              There was none.
            </Text>
          ) : (
            <>
              {Object.keys(response.headers).length > 0 && (
                <HeaderList headers={response.headers} name="Answer headers" />
              )}
              <Payload text={response.body} what="the answer’s body" isCut={response.truncated} />
            </>
          )}
        </Part>
      </div>
    </Stack>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.part} aria-label={title}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {children}
    </section>
  )
}
