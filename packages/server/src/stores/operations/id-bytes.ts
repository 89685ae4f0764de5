import type { Id } from '../../domain/ids.ts'

/** Ids are 16 bytes in every table. */
export function bytesOfId(id: Id): Uint8Array {
  const bytes = Buffer.from(id, 'hex')
  if (bytes.length !== 16 || id.length !== 32) throw new RangeError(`not an id: ${id}`)
  return bytes
}

export function bytesOfOptionalId(id: Id | null): Uint8Array | null {
  return id === null ? null : bytesOfId(id)
}

export function idOfBytes(bytes: Uint8Array): Id {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

export function idOfOptionalBytes(bytes: Uint8Array | null): Id | null {
  return bytes === null ? null : idOfBytes(bytes)
}
