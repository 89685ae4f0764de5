/**
 * As a source for `RegExp` and JSON Schema alike: characters that can be seen, and the space. No
 * control characters, no line ends, nothing invisible, no half of a surrogate pair.
 */
export const printablePattern = '^[^\\p{C}\\p{Zl}\\p{Zp}]*$'

const printable = new RegExp(printablePattern, 'u')

/** Whether the text has 1 to `longest` characters (code points), all of them printable. */
export function isPrintable(text: string, longest: number): boolean {
  if (text === '' || text.length > 2 * longest || !printable.test(text)) return false
  return text.length <= longest || Array.from(text).length <= longest
}
