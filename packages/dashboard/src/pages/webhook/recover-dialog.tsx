import { Button, Group, NativeSelect, Radio, Stack, Text } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { posthorn } from '../../api/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { spans } from './use-delivery-filter.ts'

export interface RecoverDialogProps {
  readonly webhook: Webhook
  readonly onClose: () => void
}

type Wanted = 'failed' | 'missed' | 'any'

const choices: readonly { readonly value: Wanted; readonly label: string }[] = [
  { value: 'failed', label: 'Events that failed or were canceled' },
  { value: 'missed', label: 'Events that it was never sent, because it was off or not there yet' },
  { value: 'any', label: 'Both' },
]

export function RecoverDialog({ webhook, onClose }: RecoverDialogProps) {
  const client = useQueryClient()
  const [since, setSince] = useState('24h')
  const [wanted, setWanted] = useState<Wanted>('failed')
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const { spanMs = 0 } = spans.find(({ value }) => value === since) ?? {}
      const from = new Date(Date.now() - spanMs).toISOString()
      return posthorn.recoveries.begin(webhook.id, { since: from, status: wanted })
    },
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries({ queryKey: ['recoveries'] })
    },
  })
  return (
    <Dialog title="Recover what it did not get" onClose={onClose}>
      <Stack>
        <Text size="sm">
          They are sent again in the background, oldest first, beside what happens now. Receivers
          see the same event ids as the first time.
        </Text>
        <NativeSelect
          label="Since"
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
          data={spans}
        />
        <Radio.Group
          label="What is sent"
          value={wanted}
          onChange={(value) =>
            setWanted(choices.find((one) => one.value === value)?.value ?? 'failed')
          }
        >
          <Stack gap="xs" mt="xs">
            {choices.map(({ value, label }) => (
              <Radio key={value} value={value} label={label} />
            ))}
          </Stack>
        </Radio.Group>
        {error && <Problem error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={isPending} onClick={() => mutate()}>
            Recover
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
