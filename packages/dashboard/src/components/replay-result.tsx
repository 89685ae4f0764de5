import { Anchor, List, Text } from '@mantine/core'
import { Link } from 'react-router'
import type { Refused, ReplayOutcome } from '../api/replay-many.ts'
import { Notice } from './notice.tsx'

export interface ReplayResultProps {
  readonly workspace: string
  readonly outcome: ReplayOutcome
}

/** Of each reason, so many are named; all of them are counted. */
const mostNamed = 10

/** What was done with many deliveries, and what was not and why. */
export function ReplayResult({ workspace, outcome }: ReplayResultProps) {
  const { replayed, refused, left } = outcome
  const again = replayed.filter(({ kind }) => kind === 'again').length
  const due = replayed.length - again
  const reasons = Map.groupBy(refused, ({ reason }) => reason)
  return (
    <>
      <Notice tone={replayed.length > 0 ? 'good' : 'plain'} role="status">
        {again} sent again as new deliveries, {due} tried now, {refused.length} refused
        {left.length > 0 && `, ${left.length} left as they were`}.
      </Notice>
      {Array.from(reasons, ([reason, some]) => (
        <RefusedOnes key={reason} workspace={workspace} reason={reason} refused={some} />
      ))}
    </>
  )
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
        <bdi>{reason}</bdi>
      </Text>
      <List size="sm">
        {refused.slice(0, mostNamed).map(({ delivery }) => (
          <List.Item key={delivery.id}>
            <Anchor
              component={Link}
              size="sm"
              to={`/workspaces/${workspace}/webhooks/${delivery.webhook_id}/deliveries/${delivery.id}`}
            >
              <bdi>{delivery.event_type}</bdi>
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
