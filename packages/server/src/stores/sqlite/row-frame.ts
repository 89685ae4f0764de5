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

/** One row at a time, so that a long page does not live long enough to be moved about in memory. */
export function* decodeRows<Row extends ResultRow>(page: RowFrame<Row>): Generator<Row> {
  const reader = new FrameReader(page.frame)
  for (let left = page.count; left > 0; left--) {
    const row: Record<string, SqlValue> = {}
    for (const column of page.columns) row[column] = readValue(reader)
    // The columns of a Row, in the types in which they were put in.
    yield row as Row
  }
}

function writeValue(frame: FrameWriter, value: SqlValue): void {
  if (value === null) frame.number(tags.null)
  else if (typeof value === 'number') {
    frame.number(tags.number)
    frame.number(value)
  } else if (typeof value === 'string') {
    frame.number(tags.text)
    frame.bytes(Buffer.from(value))
  } else {
    frame.number(tags.bytes)
    frame.bytes(value)
  }
}

function readValue(frame: FrameReader): SqlValue {
  const tag = frame.number()
  if (tag === tags.null) return null
  if (tag === tags.number) return frame.number()
  const bytes = frame.bytes()
  return tag === tags.text ? textOf(bytes) : bytes
}

/** A string of its own: a slice of the frame's text would keep all of that text in memory. */
function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString()
}
