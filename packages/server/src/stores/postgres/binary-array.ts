import type { Id } from '../../domain/ids.ts'

/**
 * A row of one-dimensional arrays in PostgreSQL's binary format, written into one buffer: buffers of
 * their own for the arrays cost more in garbage than they hold.
 *
 *     the count of columns (int32)
 *     for each column its type and its length in bytes, then the array:
 *       dimensions, has nulls, element type, length, lower bound (int32 each)
 *       for each element its length (-1: null) and its bytes
 */
export class ArrayRow {
  #buffer: Buffer
  #offset = 0

  constructor(columns: number, expectedBytes: number) {
    this.#buffer = Buffer.allocUnsafe(expectedBytes)
    this.#int32(columns)
  }

  uuids(ids: readonly Id[]): void {
    this.#array('uuid', ids, (id) => {
      this.#reserve(20)
      this.#offset = this.#buffer.writeInt32BE(16, this.#offset)
      if (id.length !== idDigits || this.#buffer.write(id, this.#offset, 'hex') !== 16) {
        throw new RangeError(`not an id: ${id}`)
      }
      this.#offset += 16
    })
  }

  int2s(values: OptionalNumbers): void {
    this.#array('int2', values, (value) => {
      this.#reserve(6)
      this.#offset = this.#buffer.writeInt32BE(2, this.#offset)
      this.#offset = this.#buffer.writeInt16BE(value, this.#offset)
    })
  }

  int4s(values: OptionalNumbers): void {
    this.#array('int4', values, (value) => {
      this.#int32(4)
      this.#int32(value)
    })
  }

  int8s(values: OptionalNumbers): void {
    this.#array('int8', values, (value) => {
      if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number: ${value}`)
      this.#int32(8)
      const high = Math.floor(value / highHalf)
      this.#int32(high)
      this.#reserve(4)
      this.#offset = this.#buffer.writeUInt32BE(value - high * highHalf, this.#offset)
    })
  }

  float8s(values: OptionalNumbers): void {
    this.#array('float8', values, (value) => {
      this.#int32(8)
      this.#reserve(8)
      this.#offset = this.#buffer.writeDoubleBE(value, this.#offset)
    })
  }

  byteas(values: readonly (Uint8Array | null)[]): void {
    this.#array('bytea', values, (value) => {
      this.#int32(value.length)
      this.#reserve(value.length)
      this.#buffer.set(value, this.#offset)
      this.#offset += value.length
    })
  }

  texts(values: readonly (string | null)[]): void {
    this.#array('text', values, (value) => {
      const text = storableText(value)
      // No character takes more than three bytes for each of its UTF-16 units.
      this.#reserve(4 + text.length * 3)
      const length = this.#buffer.write(text, this.#offset + 4)
      this.#buffer.writeInt32BE(length, this.#offset)
      this.#offset += 4 + length
    })
  }

  /** NULL in place of an array. */
  none(type: ElementType): void {
    this.#int32(types[type].array)
    this.#int32(nullLength)
  }

  finish(): Buffer {
    return this.#buffer.subarray(0, this.#offset)
  }

  #array<Value>(
    type: ElementType,
    values: readonly (Value | null)[],
    write: (value: Value) => void,
  ): void {
    const { array, element } = types[type]
    this.#int32(array)
    this.#int32(0)
    const start = this.#offset
    this.#int32(1)
    this.#int32(1)
    this.#int32(element)
    this.#int32(values.length)
    this.#int32(1)
    for (const value of values) {
      if (value === null) this.#int32(nullLength)
      else write(value)
    }
    this.#buffer.writeInt32BE(this.#offset - start, start - 4)
  }

  #int32(value: number): void {
    this.#reserve(4)
    this.#offset = this.#buffer.writeInt32BE(value, this.#offset)
  }

  #reserve(bytes: number): void {
    if (this.#offset + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#offset + bytes))
    this.#buffer.copy(larger, 0, 0, this.#offset)
    this.#buffer = larger
  }
}

/** What stands before the array of a row's only column. */
const rowHeaderLength = 12

/** One array by itself. */
export function uuidArray(ids: readonly Id[]): Buffer {
  const row = new ArrayRow(1, 64 + ids.length * 20)
  row.uuids(ids)
  return row.finish().subarray(rowHeaderLength)
}

type OptionalNumbers = readonly (number | null)[]

type ElementType = keyof typeof types

/** PostgreSQL's numbers for the types of elements and of arrays of them. */
const types = {
  bytea: { element: 17, array: 1001 },
  int8: { element: 20, array: 1016 },
  int2: { element: 21, array: 1005 },
  int4: { element: 23, array: 1007 },
  text: { element: 25, array: 1009 },
  float8: { element: 701, array: 1022 },
  uuid: { element: 2950, array: 2951 },
} as const

const idDigits = 32
const nullLength = -1
const highHalf = 2 ** 32

/** PostgreSQL has no text with a NUL in it; what a receiver sent may have one. */
export function storableText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\u{fffd}') : text
}
