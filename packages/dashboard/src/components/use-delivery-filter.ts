import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { DeliveryFilter } from '../api/queries.ts'
import { boundsOf, readChosenSpan, type ChosenSpan } from './time-span.ts'
import { withChanges } from './with-changes.ts'

/** As chosen; an empty text: any. */
export interface FilterValues extends ChosenSpan {
  readonly status: string
  readonly type: string
  readonly webhook: string
}

/** The filters of a list of deliveries, kept in the page's address so that it can be handed on. */
export function useDeliveryFilter() {
  const [params, setParams] = useSearchParams()
  const values: FilterValues = {
    status: params.get('status') ?? '',
    type: params.get('type') ?? '',
    webhook: params.get('webhook') ?? '',
    ...readChosenSpan(params),
  }
  const { status, type, webhook, since, from, to } = values
  // Made once for each choice: a time that moved with each look would be another query each time.
  const bounds = useMemo(() => boundsOf({ since, from, to }, Date.now()), [since, from, to])
  const filter: DeliveryFilter = {
    status:
      status === 'pending' || status === 'success' || status === 'failed' ? status : undefined,
    eventType: type === '' ? undefined : type,
    webhook: webhook === '' ? undefined : webhook,
    ...bounds,
  }

  function change(changes: Partial<FilterValues>): void {
    setParams((old) => withChanges(old, changes), { replace: true })
  }

  return { filter, values, change, isFiltered: Object.values(values).some((value) => value !== '') }
}
