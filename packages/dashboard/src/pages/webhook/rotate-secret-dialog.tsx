import { Radio, Stack, Text } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useState } from 'react'
import { posthorn } from '../../api/client.ts'
import { ActionForm } from '../../components/action-form.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Moment } from '../../components/moment.tsx'
import { NewSecret } from '../../components/new-secret.tsx'
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
  const change = useWebhookChange(() =>
    posthorn.webhooks.rotateSecret(webhook.id, { overlap_s: Number(overlap) }),
  )
  const made = change.data
  return (
    <Dialog
      title={made ? 'The new secret' : 'Rotate the secret'}
      onClose={onClose}
      size={made ? 'lg' : 'md'}
    >
      {made ? (
        <NewSecret
          name="Signing secret"
          secret={made.secret}
          more={<OldSecretEnds at={made.old_secret_expires_at} />}
          onClose={onClose}
        >
          Put it into your receiver.
        </NewSecret>
      ) : (
        <ActionForm action="Make a new secret" change={change} onClose={onClose}>
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
        </ActionForm>
      )}
    </Dialog>
  )
}

/** @param at - null: it has ended already */
function OldSecretEnds({ at }: { readonly at: string | null }) {
  if (at === null) return <Text size="sm">The old secret has ended.</Text>
  return (
    <Text size="sm">
      The old secret signs beside it until <Moment at={at} isExact />.
    </Text>
  )
}
