import { Anchor, Stack } from '@mantine/core'
import type { DeliveryDetail } from '@posthorn/sdk/client'
import { Link } from 'react-router'
import { Facts } from '../../components/facts.tsx'
import { FieldId } from '../../components/field-id.tsx'
import { Moment } from '../../components/moment.tsx'
import { Notice } from '../../components/notice.tsx'

export interface DeliveryFactsProps {
  readonly workspace: string
  readonly delivery: DeliveryDetail
}

export function DeliveryFacts({ workspace, delivery }: DeliveryFactsProps) {
  const { id, event_id, created_at, delivered_at, attempts, retry_of, webhook_id } = delivery
  const { next_attempt_at: nextAttemptAt, canceled_reason: canceledReason } = delivery
  return (
    <Stack>
      {nextAttemptAt !== null && (
        <Notice tone="wait">
          The next attempt is made <Moment at={nextAttemptAt} />, at{' '}
          <Moment at={nextAttemptAt} isExact />.
        </Notice>
      )}
      {canceledReason !== undefined && (
        <Notice tone="plain">
          It was canceled: <bdi>{canceledReason}</bdi>
        </Notice>
      )}
      <Facts
        facts={[
          ['Made', <Moment key="made" at={created_at} isExact />],
          ...(delivered_at === undefined
            ? []
            : [['Delivered', <Moment key="delivered" at={delivered_at} isExact />] as const]),
          ['Attempts', attempts],
          ...(retry_of === undefined
            ? []
            : [
                [
                  'Repeats',
                  <Anchor
                    key="repeats"
                    component={Link}
                    size="sm"
                    to={`/workspaces/${workspace}/webhooks/${webhook_id}/deliveries/${retry_of}`}
                  >
                    an earlier delivery
                  </Anchor>,
                ] as const,
              ]),
        ]}
      />
      <Facts
        facts={[
          ['Event', <FieldId key="event" id={event_id} what="the event’s id" />],
          ['Delivery', <FieldId key="delivery" id={id} what="the delivery’s id" />],
        ]}
      />
    </Stack>
  )
}
