import { Group, Stack, Text } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { statisticsQuery } from '../../api/queries.ts'
import { Facts } from '../../components/facts.tsx'
import { FieldId } from '../../components/field-id.tsx'
import { Moment } from '../../components/moment.tsx'
import { Notice } from '../../components/notice.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { summarize } from '../../components/statistics.ts'
import { EventNames } from './event-names.tsx'
import { OldSecret } from './old-secret.tsx'

export interface WebhookFactsProps {
  readonly workspace: string
  readonly webhook: Webhook
}

export function WebhookFacts({ workspace, webhook }: WebhookFactsProps) {
  const { url, events, profile = 'standard', created_at, ordering, channels } = webhook
  return (
    <Sheet>
      <Stack>
        {webhook.disabled_reason !== undefined && (
          <Notice tone="bad">
            Nothing is sent here: <bdi>{webhook.disabled_reason}</bdi>
          </Notice>
        )}
        {webhook.active && webhook.failing_since !== undefined && (
          <Notice tone="bad">
            Every attempt has failed since <Moment at={webhook.failing_since} isExact />.
          </Notice>
        )}
        <OldSecret webhook={webhook} />
        {webhook.description !== undefined && (
          <Text size="sm">
            <bdi>{webhook.description}</bdi>
          </Text>
        )}
        <Facts
          facts={[
            ['URL', <bdi key="url">{url}</bdi>],
            ['Events', <EventNames key="events" names={events} />],
            ['Last 24 hours', <LastDay key="day" workspace={workspace} webhook={webhook.id} />],
            ['Profile', profile],
            ['Created', <Moment key="created" at={created_at} />],
            ...(ordering === 'strict' ? [['Order', 'One at a time, in order'] as const] : []),
            ...(channels === undefined
              ? []
              : [['Channels', <bdi key="channels">{channels.join(', ')}</bdi>] as const]),
          ]}
        />
        <FieldId id={webhook.id} what="the webhook’s id" />
      </Stack>
    </Sheet>
  )
}

function LastDay({ workspace, webhook }: { readonly workspace: string; readonly webhook: string }) {
  const { data } = useQuery(statisticsQuery(workspace, webhook))
  if (data === undefined) return '…'
  const [counts] = data.data
  if (counts === undefined) return 'Nothing yet'
  const { rate, total, failed } = summarize(counts)
  return (
    <Group gap="sm" align="center">
      <Sparkline success={counts.success} failed={counts.failed} />
      <span>
        {rate} of {total.toLocaleString('en')}
        {failed > 0 && `, ${failed.toLocaleString('en')} failed`}
      </span>
    </Group>
  )
}
