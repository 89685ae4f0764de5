import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { EventListFilter } from '../../api/queries.ts'
import { boundsOf, readChosenSpan, type ChosenSpan } from '../../components/time-span.ts'
import { withChanges } from '../../components/with-changes.ts'

/** As chosen; an empty text: any. */
export interface EventFilterValues extends ChosenSpan {
  readonly type: string
}

/** The filters of a list of events, kept in the page's address so that it can be handed on. */
export function useEventFilter() {
  const [params, setParams] = useSearchParams()
  const values: EventFilterValues = { type: params.get('type') ?? '', ...readChosenSpan(params) }
  const { type, since, from, to } = values
  // Made once for each choice: a time that moved with each look would be another query each time.
  const filter = useMemo(
    (): EventListFilter => ({
      type: type === '' ? undefined : type,
      ...boundsOf({ since, from, to }, Date.now()),
    }),
    [type, since, from, to],
  )

  function change(changes: Partial<EventFilterValues>): void {
    setParams((old) => withChanges(old, changes), { replace: true })
  }

  return { filter, values, change }
}
