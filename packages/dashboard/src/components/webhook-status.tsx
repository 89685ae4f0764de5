import type { Webhook } from '@posthorn/sdk/client'
import { StatusBadge } from './status-badge.tsx'

export function WebhookStatus({ webhook }: { readonly webhook: Webhook }) {
  if (webhook.active && webhook.failing_since !== undefined) {
    return <StatusBadge tone="bad">Failing</StatusBadge>
  }
  if (webhook.active) return <StatusBadge tone="good">Active</StatusBadge>
  if (webhook.disabled_reason !== undefined) return <StatusBadge tone="bad">Disabled</StatusBadge>
  return <StatusBadge tone="plain">Paused</StatusBadge>
}
