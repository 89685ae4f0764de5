import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { DeliveryFilter } from '../../api/queries.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** How far back, by what stands in the address. */
export const spans = [
  { value: '1h', label: 'Last hour', spanMs: hourMs },
  { value: '24h', label: 'Last 24 hours', spanMs: 24 * hourMs },
  { value: '7d', label: 'Last 7 days', spanMs: 7 * 24 * hourMs },
  { value: '30d', label: 'Last 30 days', spanMs: 30 * 24 * hourMs },
]

/** As chosen; an empty text: any. */
export interface FilterValues {
  readonly status: string
  readonly type: string
  readonly since: string
}

/** The filters of a list of deliveries, kept in the page's address so that it can be handed on. */
export function useDeliveryFilter() {
  const [params, setParams] = useSearchParams()
  const values: FilterValues = {
    status: params.get('status') ?? '',
    type: params.get('type') ?? '',
    since: params.get('since') ?? '',
  }
  const { status, type, since } = values
  // Made once for each choice: a time that moved with each look would be another query each time.
  const from = useMemo(() => beginOf(since), [since])
  const filter: DeliveryFilter = {
    status:
      status === 'pending' || status === 'success' || status === 'failed' ? status : undefined,
    eventType: type === '' ? undefined : type,
    from,
    to: undefined,
  }

  function change(name: keyof FilterValues, value: string): void {
    setParams(
      (old) => {
        const changed = new URLSearchParams(old)
        if (value === '') changed.delete(name)
        else changed.set(name, value)
        return changed
      },
      { replace: true },
    )
  }

  return { filter, values, change, isFiltered: Object.values(values).some((value) => value !== '') }
}

function beginOf(since: string): string | undefined {
  const span = spans.find(({ value }) => value === since)
  return span && new Date(Date.now() - span.spanMs).toISOString()
}
