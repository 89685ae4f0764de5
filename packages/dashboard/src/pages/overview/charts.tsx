import { Text } from '@mantine/core'
import type { Overview } from '@posthorn/sdk/client'
import { Bar, BarChart, CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts'
import { Sheet } from '../../components/sheet.tsx'
import { formatDuration } from '../../components/format-time.ts'
import { ChartFrame } from './chart-frame.tsx'
import { ChartHint } from './chart-hint.tsx'
import { count } from './figures.tsx'
import styles from './overview.module.css'
import { type Point, pointsOf } from './points.ts'

const outcomes = [
  { field: 'success', name: 'Delivered', color: 'var(--good-bar)' },
  { field: 'failed', name: 'Failed', color: 'var(--bad-bar)' },
  { field: 'canceled', name: 'Canceled', color: 'var(--mantine-color-gray-5)' },
] as const

const percentiles = [
  { field: 'p50_ms', name: 'Half take at most', color: 'var(--good-bar)' },
  { field: 'p95_ms', name: '95 % take at most', color: 'var(--mantine-color-brass-5)' },
  { field: 'p99_ms', name: '99 % take at most', color: 'var(--bad-bar)' },
] as const

/** What the table below says in numbers. */
export function Charts({ overview }: { readonly overview: Overview }) {
  const points = pointsOf(overview)
  const { success, failed, canceled } = overview.total
  return (
    <div className={styles.charts}>
      <Sheet title="Deliveries" actions={<Legend series={outcomes} />}>
        <ChartFrame
          label={`${count(success)} delivered, ${count(failed)} failed, ${count(canceled)} canceled; the table below has every number`}
        >
          <BarChart data={points} accessibilityLayer={false} barCategoryGap="18%">
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="label" {...axis} minTickGap={28} />
            <YAxis {...axis} width={44} allowDecimals={false} tickFormatter={shortCount} />
            <Tooltip
              isAnimationActive={false}
              cursor={{ fill: 'var(--sunken)' }}
              content={<ChartHint series={outcomes} format={count} />}
            />
            {outcomes.map(({ field, color }) => (
              <Bar
                key={field}
                dataKey={field}
                stackId="all"
                fill={color}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ChartFrame>
      </Sheet>
      <Sheet title="How long attempts take" actions={<Legend series={percentiles} />}>
        {points.some(({ p50_ms }) => p50_ms !== null) ? (
          <ChartFrame label="Half, 95 % and 99 % of the attempts over time; the table below has every number">
            <LineChart data={points} accessibilityLayer={false}>
              <CartesianGrid vertical={false} stroke="var(--line)" />
              <XAxis dataKey="label" {...axis} minTickGap={28} />
              <YAxis {...axis} width={64} tickFormatter={formatDuration} />
              <Tooltip
                isAnimationActive={false}
                cursor={{ stroke: 'var(--line)' }}
                content={<ChartHint series={percentiles} format={formatDuration} />}
              />
              {percentiles.map(({ field, color }) => (
                <Line
                  key={field}
                  dataKey={field}
                  stroke={color}
                  strokeWidth={2}
                  dot={points.filter((point) => point[field] !== null).length < 3 && { r: 3 }}
                  connectNulls
                  isAnimationActive={false}
                />
              ))}
            </LineChart>
          </ChartFrame>
        ) : (
          <Text size="sm" c="dimmed" ta="center" py="lg">
            No attempt has ended in this time.
          </Text>
        )}
      </Sheet>
    </div>
  )
}

const axis = {
  stroke: 'var(--line)',
  tick: { fill: 'var(--mantine-color-dimmed)', fontSize: 12 },
  tickLine: false,
  axisLine: false,
} as const

export interface Series {
  readonly field: Exclude<keyof Point, 'label' | 'atMs'>
  readonly name: string
  readonly color: string
}

function Legend({ series }: { readonly series: readonly Series[] }) {
  return (
    <ul className={styles.legend}>
      {series.map(({ field, name, color }) => (
        <li key={field}>
          <i style={{ background: color }} />
          {name}
        </li>
      ))}
    </ul>
  )
}

function shortCount(number: number): string {
  return Intl.NumberFormat('en', { notation: 'compact' }).format(number)
}
