import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import type { ListedDelivery } from '@posthorn/sdk/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { posthorn } from '../api/client.ts'
import { replayMany } from '../api/replay-many.ts'
import { Dialog } from './dialog.tsx'
import { RefusedDeliveries, ReplaySummary } from './replay-result.tsx'

export interface ReplayManyDialogProps {
  readonly workspace: string
  readonly deliveries: readonly ListedDelivery[]
  /** @param isDone - false: it was not begun */
  readonly onClose: (isDone: boolean) => void
}

/** Says what will be done, does it in sight, and says what was done and what was refused. */
export function ReplayManyDialog({ workspace, deliveries, onClose }: ReplayManyDialogProps) {
  // What is chosen may change in the list below; what was asked about stays.
  const [asked] = useState(deliveries)
  const [done, setDone] = useState(0)
  const stop = useRef<AbortController>(new AbortController())
  const client = useQueryClient()
  const { mutate, isIdle, isPending, data } = useMutation({
    mutationFn: () =>
      replayMany(asked, {
        retry: ({ id }) => posthorn.deliveries.retry(id, { workspace }),
        onProgress: setDone,
        signal: stop.current.signal,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['deliveries'] }),
  })
  useEffect(() => {
    // Leaving the page is leaving off, too.
    const controller = new AbortController()
    stop.current = controller
    return () => controller.abort()
  }, [])

  // Whoever closes it half-way is told how far it came; whoever insists need not wait for that.
  function close(): void {
    if (isPending && !stop.current.signal.aborted) stop.current.abort()
    else onClose(!isIdle)
  }

  return (
    <Dialog title="Send again" onClose={close}>
      <Stack fz="sm">
        <div role="status">{data && <ReplaySummary outcome={data} />}</div>
        {isIdle && (
          <>
            <Plan deliveries={asked} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => onClose(false)}>
                Cancel
              </Button>
              <Button data-autofocus onClick={() => mutate()}>
                Send them again
              </Button>
            </Group>
          </>
        )}
        {isPending && (
          <>
            <Progress value={(done / asked.length) * 100} aria-label="Progress" />
            <Text size="sm">
              {done.toLocaleString('en')} of {asked.length.toLocaleString('en')}
            </Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={() => stop.current.abort()} autoFocus>
                Stop
              </Button>
            </Group>
          </>
        )}
        {data && (
          <>
            <RefusedDeliveries workspace={workspace} refused={data.refused} />
            <Group justify="flex-end">
              <Button onClick={() => onClose(true)} autoFocus>
                Close
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Dialog>
  )
}

function Plan({ deliveries }: { readonly deliveries: readonly ListedDelivery[] }) {
  const waiting = deliveries.filter(({ status }) => status === 'pending').length
  const ended = deliveries.length - waiting
  return (
    <>
      {waiting > 0 && (
        <Text size="sm">
          {countOf(waiting)} that {waiting === 1 ? 'waits is' : 'wait are'} tried now instead of at
          the next time of the schedule.
        </Text>
      )}
      {ended > 0 && (
        <Text size="sm">
          {countOf(ended)} that {ended === 1 ? 'has' : 'have'} ended {ended === 1 ? 'is' : 'are'}{' '}
          sent again as {ended === 1 ? 'a new delivery' : 'new deliveries'}, also where it arrived
          before. Receivers see the same event ids as the first time.
        </Text>
      )}
    </>
  )
}

function countOf(count: number): string {
  return count === 1 ? 'One delivery' : `${count.toLocaleString('en')} deliveries`
}
