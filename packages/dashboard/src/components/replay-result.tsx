import { Anchor, List, Text } from '@mantine/core'
import { Link } from 'react-router'
import type { Refused, ReplayOutcome } from '../api/replay-many.ts'
import { Notice } from './notice.tsx'
import { Foreign } from './foreign.tsx'

/** Of each reason, so many are named; all of them are counted. */
const mostNamed = 10

/** What was done with many deliveries, in numbers. */
export function ReplaySummary({ outcome }: { readonly outcome: ReplayOutcome }) {
  const { replayed, refused, left } = outcome
  const again = replayed.filter(({ kind }) => kind === 'again').length
  const due = replayed.length - again
  return (
    <Notice tone={replayed.length > 0 ? 'good' : 'plain'}>
      {again.toLocaleString('en')} sent again as new deliveries, {due.toLocaleString('en')} tried
      now, {refused.length.toLocaleString('en')} refused
      {left.length > 0 && `, ${left.length.toLocaleString('en')} left as they were`}.
    </Notice>
  )
}

export interface RefusedDeliveriesProps {
  readonly workspace: string
  readonly refused: readonly Refused[]
}

/** What was not done, by its reason. */
export function RefusedDeliveries({ workspace, refused }: RefusedDeliveriesProps) {
  const reasons = Map.groupBy(refused, ({ reason }) => reason)
  return Array.from(reasons, ([reason, some]) => (
    <RefusedOnes key={reason} workspace={workspace} reason={reason} refused={some} />
  ))
}

interface RefusedOnesProps {
  readonly workspace: string
  readonly reason: string
  readonly refused: readonly Refused[]
}

function RefusedOnes({ workspace, reason, refused }: RefusedOnesProps) {
  return (
    <div>
      <Text size="sm" fw={500}>
        <Foreign>{reason}</Foreign>
      </Text>
      <List size="sm">
        {refused.slice(0, mostNamed).map(({ delivery }) => (
          <List.Item key={delivery.id}>
            <Anchor
              component={Link}
              size="sm"
              to={`/workspaces/${workspace}/webhooks/${delivery.webhook_id}/deliveries/${delivery.id}`}
            >
              <Foreign>{delivery.event_type}</Foreign>
            </Anchor>{' '}
            <Text span size="xs" c="dimmed" ff="monospace">
              {delivery.event_id}
            </Text>
          </List.Item>
        ))}
      </List>
      {refused.length > mostNamed && (
        <Text size="xs" c="dimmed">
          and {(refused.length - mostNamed).toLocaleString('en')} more
        </Text>
      )}
    </div>
  )
}
