import type { ResultRow, SqlValue } from '../operations/query.ts'
import { FrameReader, FrameWriter, type Frame } from './frame.ts'

/** Result rows, packed to cross a thread. Ids travel as the 16 bytes they are. */
export interface RowFrame<Row extends ResultRow> {
  readonly columns: readonly (keyof Row & string)[]
  readonly count: number
  readonly frame: Frame
}

const tags = { null: 0, number: 1, text: 2, bytes: 3 } as const

export function encodeRows<Row extends ResultRow>(rows: readonly Row[]): RowFrame<Row> {
  const frame = new FrameWriter()
  const columns = Object.keys(rows[0] ?? {})
  for (const row of rows) {
    for (const column of columns) writeValue(frame, row[column] ?? null)
  }
  return { columns, count: rows.length, frame: frame.finish() }
}

export function decodeRows<Row extends ResultRow>({ columns, count, frame }: RowFrame<Row>): Row[] {
  const reader = new FrameReader(frame)
  return Array.from({ length: count }, () => {
    const row: Record<string, SqlValue> = {}
    for (const column of columns) row[column] = readValue(reader)
    // The columns of a Row, in the types in which they were put in.
    return row as Row
  })
}

function writeValue(frame: FrameWriter, value: SqlValue): void {
  if (value === null) frame.number(tags.null)
  else if (typeof value === 'number') {
    frame.number(tags.number)
    frame.number(value)
  } else if (typeof value === 'string') {
    frame.number(tags.text)
    frame.text(value)
  } else {
    frame.number(tags.bytes)
    frame.bytes(value)
  }
}

function readValue(frame: FrameReader): SqlValue {
  const tag = frame.number()
  if (tag === tags.null) return null
  if (tag === tags.number) return frame.number()
  return tag === tags.text ? frame.text() : frame.bytes()
}
