/** The value is a string or a boolean, or the bytes of JSON of any kind. */
export type ObjectPart = readonly [key: string, value: string | boolean | Uint8Array]

/** The JSON object with these members, in this order. JSON that is given goes in as it is. */
export function composeObject(parts: readonly ObjectPart[]): Buffer {
  const pieces: Uint8Array[] = []
  let separator = '{'
  for (const [key, value] of parts) {
    const head = `${separator}${JSON.stringify(key)}:`
    if (value instanceof Uint8Array) pieces.push(Buffer.from(head), value)
    else pieces.push(Buffer.from(head + JSON.stringify(value)))
    separator = ','
  }
  pieces.push(Buffer.from(parts.length === 0 ? '{}' : '}'))
  return Buffer.concat(pieces)
}
