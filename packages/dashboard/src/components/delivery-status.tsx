import { StatusBadge, type StatusBadgeProps } from './status-badge.tsx'

export interface DeliveryStatusProps {
  readonly delivery: {
    readonly status: 'pending' | 'success' | 'failed'
    readonly attempts: number
    readonly canceled_reason?: string
  }
}

/** What a delivery's state is called; one that failed before and waits is told from a new one. */
export function DeliveryStatus({ delivery }: DeliveryStatusProps) {
  const { tone, word } = describe(delivery)
  return <StatusBadge tone={tone}>{word}</StatusBadge>
}

function describe({ status, attempts, canceled_reason }: DeliveryStatusProps['delivery']): {
  readonly tone: StatusBadgeProps['tone']
  readonly word: string
} {
  if (status === 'success') return { tone: 'good', word: 'Delivered' }
  if (status === 'pending') return { tone: 'wait', word: attempts === 0 ? 'Waiting' : 'Retrying' }
  return canceled_reason === undefined
    ? { tone: 'bad', word: 'Failed' }
    : { tone: 'plain', word: 'Canceled' }
}
