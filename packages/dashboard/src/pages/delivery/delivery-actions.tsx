import { Button } from '@mantine/core'
import type { DeliveryDetail } from '@posthorn/sdk/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { posthorn } from '../../api/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'

export interface DeliveryActionsProps {
  readonly workspace: string
  readonly delivery: DeliveryDetail
}

/** One that waits is tried now; of one that has ended a new one is made, which is shown then. */
export function DeliveryActions({ workspace, delivery }: DeliveryActionsProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isRefused, setIsRefused] = useState(false)
  const { id, status, next_attempt_at: nextAttemptAt } = delivery
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => posthorn.deliveries.retry(id, { workspace }),
    onSuccess: async (sent) => {
      await client.invalidateQueries({ queryKey: ['deliveries'] })
      if (sent.id === id) return
      await navigate(`/workspaces/${workspace}/webhooks/${sent.webhook_id}/deliveries/${sent.id}`)
    },
    onError: () => setIsRefused(true),
  })
  const isUnderWay = status === 'pending' && nextAttemptAt === null
  return (
    <>
      <Button loading={isPending} disabled={isUnderWay} onClick={() => mutate()}>
        {status === 'pending' ? 'Retry now' : 'Replay'}
      </Button>
      {isRefused && error && (
        <Dialog title="It was not sent" onClose={() => setIsRefused(false)}>
          <Problem error={error} />
        </Dialog>
      )}
    </>
  )
}
