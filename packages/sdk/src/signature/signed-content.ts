const fullStop = '.'.charCodeAt(0)

/** The bytes that are signed: the parts, joined by full stops. */
export function joinSignedParts(
  parts: readonly (string | Uint8Array<ArrayBuffer>)[],
): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const pieces = parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part))
  const length = pieces.reduce((sum, piece) => sum + piece.length + 1, -1)
  const joined = new Uint8Array(Math.max(length, 0)).fill(fullStop)
  let offset = 0
  for (const piece of pieces) {
    joined.set(piece, offset)
    offset += piece.length + 1
  }
  return joined
}
