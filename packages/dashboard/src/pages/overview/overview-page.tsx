import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useSearchParams } from 'react-router'
import { overviewQuery, type OverviewSpan } from '../../api/queries.ts'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { Figures } from './figures.tsx'
import { RankedWebhooks } from './ranked-webhooks.tsx'
import { TrafficTable } from './traffic-table.tsx'

// The charts' library is most of this page: the numbers do not wait for it.
const Charts = lazy(async () => ({ default: (await import('./charts.tsx')).Charts }))

const spans = [
  { value: 'hour', label: 'Last hour' },
  { value: 'day', label: 'Last day' },
  { value: 'week', label: 'Last week' },
]

/** How the whole server fares, for its operator. */
export function OverviewPage() {
  const [params, setParams] = useSearchParams()
  const span = spanOf(params.get('span'))
  const { data, error, isPending, refetch } = useQuery(overviewQuery(span))
  return (
    <Page
      title="Overview"
      actions={
        <SegmentedControl
          size="xs"
          value={span}
          onChange={(value) => setParams({ span: value }, { replace: true })}
          data={spans}
          aria-label="How far back"
        />
      }
    >
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Loading what="the numbers" />}
      {data && (
        <>
          <Figures overview={data} />
          <Suspense fallback={<Loading what="the charts" />}>
            <Charts overview={data} />
          </Suspense>
          <TrafficTable overview={data} />
          <RankedWebhooks
            title="Busiest webhooks"
            empty="No delivery has ended in this time."
            webhooks={data.busiest}
          />
          <RankedWebhooks
            title="Worst webhooks"
            empty="No delivery has failed in this time."
            webhooks={data.worst}
          />
        </>
      )}
    </Page>
  )
}

function spanOf(text: string | null): OverviewSpan {
  return text === 'hour' || text === 'week' ? text : 'day'
}
