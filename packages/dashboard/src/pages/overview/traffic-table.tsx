import { Table } from '@mantine/core'
import type { Overview } from '@posthorn/sdk/client'
import { ListTable } from '../../components/list-table.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { count, duration } from './figures.tsx'
import styles from './overview.module.css'
import { pointsOf } from './points.ts'

const columns = ['From', 'Delivered', 'Failed', 'Canceled', 'Attempts', '50 %', '95 %', '99 %']

/** The numbers behind the charts, the latest first. */
export function TrafficTable({ overview }: { readonly overview: Overview }) {
  const points = pointsOf(overview).toReversed()
  return (
    <Sheet isFlush>
      <details className={styles.numbers}>
        <summary>The numbers behind the charts</summary>
        <div className={styles.rows} tabIndex={0} role="group" aria-label="Numbers">
          <ListTable caption="Deliveries over time" columns={columns}>
            {points.map((point) => (
              <Table.Tr key={point.atMs}>
                <Table.Td>{point.label}</Table.Td>
                <Table.Td data-label="Delivered">{count(point.success)}</Table.Td>
                <Table.Td data-label="Failed">{count(point.failed)}</Table.Td>
                <Table.Td data-label="Canceled">{count(point.canceled)}</Table.Td>
                <Table.Td data-label="Attempts">{count(point.attempts)}</Table.Td>
                <Table.Td data-label="50 %">{duration(point.p50_ms)}</Table.Td>
                <Table.Td data-label="95 %">{duration(point.p95_ms)}</Table.Td>
                <Table.Td data-label="99 %">{duration(point.p99_ms)}</Table.Td>
              </Table.Tr>
            ))}
          </ListTable>
        </div>
      </details>
    </Sheet>
  )
}
