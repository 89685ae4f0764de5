import type { Webhook } from '../../../domain/webhook.ts'
import { formatTimestampOrNull } from '../../../http/timestamps.ts'
import { nullable, timestamp } from '../schemas.ts'

export const oldSecretExpiryField = nullable(timestamp('Until then'), {
  description: 'When the last old secret ends; null when none is valid any more.',
})

export function oldSecretExpiry({ secrets }: Webhook, nowMs: number): string | null {
  const [, ...old] = secrets
  const lastMs = Math.max(0, ...old.map(({ expiresAtMs }) => expiresAtMs ?? 0))
  return formatTimestampOrNull(lastMs > nowMs ? lastMs : null)
}
