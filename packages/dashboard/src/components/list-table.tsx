import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './list-table.module.css'

export interface ListTableProps {
  /** What it lists, for those who hear it. */
  readonly caption: string
  readonly columns: readonly string[]
  /** True: what is shown is old, and newer rows are on their way. */
  readonly isStale?: boolean
  /** Above boxes that choose rows: chooses all of them. */
  readonly choose?: ReactNode
  readonly children: ReactNode
}

/** Rows of one kind. On a phone each row becomes a block, whose cells name their columns. */
export function ListTable(props: ListTableProps) {
  const { caption, columns, isStale = false, choose, children } = props
  return (
    <Table className={styles.table} data-stale={isStale || undefined} verticalSpacing="sm">
      <caption className="visually-hidden">{caption}</caption>
      <Table.Thead>
        <Table.Tr>
          {choose && <Table.Th scope="col">{choose}</Table.Th>}
          {columns.map((column) => (
            <Table.Th key={column} scope="col">
              {column}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>{children}</Table.Tbody>
    </Table>
  )
}
