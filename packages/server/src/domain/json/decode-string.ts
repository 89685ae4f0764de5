/**
 * The text of a JSON string that the scanner has accepted.
 *
 * @param start - offset of the opening quote
 * @param end - offset after the closing quote
 */
export function decodeString(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start + 1, end - 1)
  // The scanner has seen a string between these offsets.
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
}

/** The texts of a JSON array that the scanner has accepted, if strings are all that it holds. */
export function decodeStrings(bytes: Buffer, start: number, end: number): string[] | undefined {
  const items: unknown = JSON.parse(bytes.toString('utf8', start, end))
  return Array.isArray(items) && items.every((item) => typeof item === 'string') ? items : undefined
}
