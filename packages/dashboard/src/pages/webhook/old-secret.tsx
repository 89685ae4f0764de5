import { Button, Group } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useCapabilities } from '../../api/capabilities.ts'
import { posthorn } from '../../api/client.ts'
import { Moment } from '../../components/moment.tsx'
import { Notice } from '../../components/notice.tsx'
import { Problem } from '../../components/problem.tsx'
import { useWebhookChange } from './use-webhook-change.ts'

/** While an old secret is still valid: until when, and a way to end it now. */
export function OldSecret({ webhook }: { readonly webhook: Webhook }) {
  const { mayRotateSecrets } = useCapabilities()
  const { mutate, isPending, error } = useWebhookChange((id: string) =>
    posthorn.webhooks.activateSecret(id, { revoke_old: true }),
  )
  const { id, old_secret_expires_at: expiresAt } = webhook
  if (expiresAt === undefined) return null
  return (
    <Notice tone="wait">
      <Group justify="space-between" gap="sm">
        <span>
          The old secret signs beside the new one until <Moment at={expiresAt} isExact />.
        </span>
        {mayRotateSecrets && (
          <Button
            variant="default"
            size="compact-sm"
            loading={isPending}
            onClick={() => mutate(id)}
          >
            End it now
          </Button>
        )}
      </Group>
      {error && <Problem error={error} />}
    </Notice>
  )
}
