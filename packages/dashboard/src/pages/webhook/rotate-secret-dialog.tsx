import { Button, Group, Radio, Stack, Text } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useState } from 'react'
import { posthorn } from '../../api/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { SecretShownOnce } from '../../components/secret-shown-once.tsx'
import { useWebhookChange } from './use-webhook-change.ts'

const hourS = 3600
const dayS = 24 * hourS

const overlaps = [
  { value: String(hourS), label: 'One hour' },
  { value: String(dayS), label: 'One day' },
  { value: String(7 * dayS), label: 'One week' },
  { value: '0', label: 'Not at all: the old secret has leaked' },
]

export interface RotateSecretDialogProps {
  readonly webhook: Webhook
  readonly onClose: () => void
}

export function RotateSecretDialog({ webhook, onClose }: RotateSecretDialogProps) {
  const [overlap, setOverlap] = useState(String(dayS))
  const { mutate, isPending, error, data } = useWebhookChange(() =>
    posthorn.webhooks.rotateSecret(webhook.id, { overlap_s: Number(overlap) }),
  )
  if (data !== undefined) {
    return (
      <Dialog title="The new secret" onClose={onClose} size="lg">
        <Stack>
          <SecretShownOnce name="Signing secret" secret={data.secret}>
            Put it into your receiver.
          </SecretShownOnce>
          <Text size="sm">
            {data.old_secret_expires_at === null ? (
              'The old secret has ended.'
            ) : (
              <>
                The old secret signs beside it until{' '}
                <Moment at={data.old_secret_expires_at} isExact />.
              </>
            )}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              I have copied it
            </Button>
          </Group>
        </Stack>
      </Dialog>
    )
  }
  return (
    <Dialog title="Rotate the secret" onClose={onClose}>
      <Stack>
        <Text size="sm">
          A new secret is made. While both are valid, each request carries a signature of each, so
          that your receiver can change over without missing one.
        </Text>
        <Radio.Group
          label="How long the old secret stays valid"
          value={overlap}
          onChange={setOverlap}
        >
          <Stack gap="xs" mt="xs">
            {overlaps.map(({ value, label }) => (
              <Radio key={value} value={value} label={label} />
            ))}
          </Stack>
        </Radio.Group>
        {error && <Problem error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={isPending} onClick={() => mutate(undefined)}>
            Make a new secret
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
