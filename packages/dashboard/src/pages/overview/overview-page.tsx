import { Group, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useSearchParams } from 'react-router'
import { overviewQuery, type OverviewSpan } from '../../api/queries.ts'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { TimeSpanForm } from '../../components/time-span-form.tsx'
import { readChosenSpan, type ChosenSpan } from '../../components/time-span.ts'
import { Figures } from './figures.tsx'
import { RankedWebhooks } from './ranked-webhooks.tsx'
import { TrafficTable } from './traffic-table.tsx'

// The charts' library is most of this page: the numbers do not wait for it.
const Charts = lazy(async () => ({ default: (await import('./charts.tsx')).Charts }))

const own = 'own'
const spans = [
  { value: 'hour', label: 'Last hour' },
  { value: 'day', label: 'Last day' },
  { value: 'week', label: 'Last week' },
  { value: own, label: 'From – to' },
]

/** How the whole server fares, for its operator. */
export function OverviewPage() {
  const [params, setParams] = useSearchParams()
  const chosen = readChosenSpan(params)
  const isOwn = chosen.from !== ''
  const [isChoosing, setIsChoosing] = useState(isOwn)
  const recent = spanOf(params.get('span'))
  const span = isOwn ? { from: chosen.from, to: chosen.to || undefined } : recent
  const { data, error, isPending, refetch } = useQuery(overviewQuery(span))

  function choose(value: string): void {
    setIsChoosing(value === own)
    if (value !== own) setParams({ span: value }, { replace: true })
  }

  function chooseOwn({ from, to }: ChosenSpan): void {
    setParams({ from, ...(to === '' ? {} : { to }) }, { replace: true })
  }

  return (
    <Page
      title="Overview"
      actions={
        <Group gap="xs" justify="flex-end">
          <SegmentedControl
            size="xs"
            value={isChoosing || isOwn ? own : recent}
            onChange={choose}
            data={spans}
            aria-label="How far back"
          />
          {(isChoosing || isOwn) && (
            <TimeSpanForm
              key={`${chosen.from} ${chosen.to}`}
              span={chosen}
              onChange={chooseOwn}
              isRequired
            />
          )}
        </Group>
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
