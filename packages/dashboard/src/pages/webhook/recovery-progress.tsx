import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import type { Recovery } from '@posthorn/sdk/client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useCapabilities } from '../../api/capabilities.ts'
import { posthorn } from '../../api/client.ts'
import { recoveriesQuery } from '../../api/queries.ts'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Sheet } from '../../components/sheet.tsx'

export interface RecoveryProgressProps {
  readonly workspace: string
  readonly webhook: string
}

const toldForMs = 60 * 60 * 1000

/** How far the latest recovery has come, while it is under way and for an hour after. */
export function RecoveryProgress({ workspace, webhook }: RecoveryProgressProps) {
  const client = useQueryClient()
  const { data } = useQuery(recoveriesQuery(workspace, webhook))
  const [recovery] = data?.data ?? []
  const deliveries = recovery?.deliveries
  // What it sends stands in the list below, and may show that the receiver works again.
  useEffect(() => {
    for (const about of ['deliveries', 'webhooks', 'statistics']) {
      void client.invalidateQueries({ queryKey: [about] })
    }
  }, [client, deliveries])
  if (recovery === undefined || isOld(recovery)) return null
  const { state, since, until, events, reason } = recovery
  return (
    <Sheet title={titles[state]} actions={<RecoveryActions recovery={recovery} />}>
      <Stack gap="xs">
        <Progress value={percentOf(recovery)} aria-label="Progress" />
        <Text size="sm" role="status">
          {events.toLocaleString('en')} events looked at, {recovery.deliveries.toLocaleString('en')}{' '}
          sent again.
        </Text>
        {reason !== undefined && (
          <Text size="sm" c="dimmed">
            <bdi>{reason}</bdi>
          </Text>
        )}
        <Text size="xs" c="dimmed">
          Events from <Moment at={since} isExact /> to <Moment at={until} isExact />
        </Text>
      </Stack>
    </Sheet>
  )
}

const titles: Readonly<Record<Recovery['state'], string>> = {
  running: 'Recovering…',
  paused: 'Recovery paused',
  done: 'Recovered',
  canceled: 'Recovery ended',
}

function isOld({ state, updated_at: at }: Recovery): boolean {
  return state !== 'running' && state !== 'paused' && Date.now() - Date.parse(at) > toldForMs
}

function percentOf({ state, since, until, reached }: Recovery): number {
  if (state === 'done') return 100
  const [from, to, at] = [since, until, reached].map((text) => Date.parse(text))
  if (from === undefined || to === undefined || at === undefined || to <= from) return 0
  return Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100))
}

function RecoveryActions({ recovery }: { readonly recovery: Recovery }) {
  const client = useQueryClient()
  const { mayReplay } = useCapabilities()
  const { mutate, isPending, error } = useMutation({
    mutationFn: (change: 'pause' | 'resume' | 'cancel') => posthorn.recoveries[change](recovery.id),
    onSettled: () => client.invalidateQueries({ queryKey: ['recoveries'] }),
  })
  const { state } = recovery
  if (!mayReplay || (state !== 'running' && state !== 'paused')) return null
  const isRunning = state === 'running'
  return (
    <Group gap="xs">
      {error && <Problem error={error} />}
      <Button
        variant="default"
        size="compact-sm"
        disabled={isPending}
        onClick={() => mutate(isRunning ? 'pause' : 'resume')}
      >
        {isRunning ? 'Pause' : 'Go on'}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        disabled={isPending}
        onClick={() => mutate('cancel')}
      >
        End it
      </Button>
    </Group>
  )
}
