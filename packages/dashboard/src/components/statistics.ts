import type { WebhookStatistics } from '@posthorn/sdk/client'

export interface Summary {
  /** Deliveries that ended by arriving or by failing; what was canceled tells nothing of the receiver. */
  readonly total: number
  readonly failed: number
  /** `99.8 %`; `–` where nothing has ended. */
  readonly rate: string
}

export function summarize({
  success,
  failed,
}: Pick<WebhookStatistics, 'success' | 'failed'>): Summary {
  const arrived = sum(success)
  const lost = sum(failed)
  const total = arrived + lost
  return { total, failed: lost, rate: formatRate(arrived, total) }
}

/** Never rounded up to 100 %: one that failed among thousands is still one. */
export function formatRate(arrived: number, total: number): string {
  if (total === 0) return '–'
  if (arrived === total) return '100 %'
  return `${(Math.floor((arrived / total) * 1000) / 10).toString()} %`
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
