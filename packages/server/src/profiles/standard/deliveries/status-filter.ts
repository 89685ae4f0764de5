import type { DeliveryStatus } from '../../../domain/delivery.ts'

/** [seed] knows three states; what was canceled did not arrive either. */
export const statusesOf = {
  pending: ['pending'],
  success: ['success'],
  failed: ['failed', 'canceled'],
} as const satisfies Record<string, readonly DeliveryStatus[]>
