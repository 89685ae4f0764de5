import type { Id } from '../../domain/ids.ts'
import { idOfBytes } from '../operations/id-bytes.ts'

/**
 * Many small values, packed to cross a thread in one piece: two strings, which are copied at memory
 * speed, and two buffers, which are handed over. Cloning the objects themselves costs the sending
 * thread more, and a view into a pooled buffer would be cloned with the whole pool.
 *
 * A reader takes values in the order in which the writer put them.
 */
export interface Frame {
  /** 32 hex digits each. */
  readonly ids: string
  readonly text: string
  /** Numbers, and the lengths of texts and bytes; a length of -1 stands for null. */
  readonly numbers: Float64Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
}

const idDigits = 32
const idLength = 16
const nullLength = -1

/** What to hand over, not copy, when a frame is posted. */
export function transferablesOf(frame: Frame): ArrayBuffer[] {
  return [frame.numbers.buffer, frame.bytes.buffer]
}

export class FrameWriter {
  readonly #ids: string[] = []
  readonly #texts: string[] = []
  readonly #numbers: number[] = []
  readonly #chunks: Uint8Array[] = []
  #byteLength = 0

  id(id: Id): void {
    // A shorter one would shift every id after it.
    if (id.length !== idDigits) throw new RangeError(`not an id: ${id}`)
    this.#ids.push(id)
  }

  idBytes(bytes: Uint8Array): void {
    this.id(idOfBytes(bytes))
  }

  number(value: number): void {
    this.#numbers.push(value)
  }

  text(value: string | null): void {
    if (value === null) {
      this.#numbers.push(nullLength)
      return
    }
    this.#numbers.push(value.length)
    this.#texts.push(value)
  }

  bytes(value: Uint8Array | null): void {
    if (value === null) {
      this.#numbers.push(nullLength)
      return
    }
    this.#numbers.push(value.length)
    this.#chunks.push(value)
    this.#byteLength += value.length
  }

  finish(): Frame {
    const bytes = new Uint8Array(this.#byteLength)
    let offset = 0
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset)
      offset += chunk.length
    }
    return {
      ids: this.#ids.join(''),
      text: this.#texts.join(''),
      numbers: new Float64Array(this.#numbers),
      bytes,
    }
  }
}

export class FrameReader {
  readonly #frame: Frame
  readonly #idBytes: Uint8Array<ArrayBuffer>
  #idOffset = 0
  #textOffset = 0
  #numberOffset = 0
  #byteOffset = 0

  constructor(frame: Frame) {
    this.#frame = frame
    const decoded = Buffer.from(frame.ids, 'hex')
    if (decoded.length * 2 !== frame.ids.length) throw new RangeError('an id is not hexadecimal')
    this.#idBytes = decoded
  }

  id(): Id {
    const start = this.#idOffset
    this.#idOffset += idLength
    return this.#frame.ids.slice(start * 2, this.#idOffset * 2)
  }

  /** A view, good as long as the frame. */
  idBytes(): Uint8Array {
    const { buffer, byteOffset } = this.#idBytes
    const view = new Uint8Array(buffer, byteOffset + this.#idOffset, idLength)
    this.#idOffset += idLength
    return view
  }

  number(): number {
    const value = this.#frame.numbers[this.#numberOffset++]
    if (value === undefined) throw new RangeError('the frame has no more numbers')
    return value
  }

  text(): string {
    const value = this.optionalText()
    if (value === null) throw new TypeError('the frame holds null where a text is expected')
    return value
  }

  optionalText(): string | null {
    const length = this.number()
    if (length === nullLength) return null
    const start = this.#textOffset
    this.#textOffset += length
    return this.#frame.text.slice(start, this.#textOffset)
  }

  bytes(): Uint8Array {
    const value = this.optionalBytes()
    if (value === null) throw new TypeError('the frame holds null where bytes are expected')
    return value
  }

  /** A view, good as long as the frame. */
  optionalBytes(): Uint8Array | null {
    const length = this.number()
    if (length === nullLength) return null
    const { buffer, byteOffset } = this.#frame.bytes
    const view = new Uint8Array(buffer, byteOffset + this.#byteOffset, length)
    this.#byteOffset += length
    return view
  }
}
